# SPDX-License-Identifier: Apache-2.0
# Builds the page of the report from web/ (npm and esbuild) and embeds it in the report library.
# Without npm, or with EMTANSIM_WEB=OFF, web/plain.html is embedded: the same report as tables, without plots.

find_program(EMTANSIM_NPM npm)
find_program(EMTANSIM_NODE NAMES node nodejs)
mark_as_advanced(EMTANSIM_NPM EMTANSIM_NODE)
if(EMTANSIM_NPM AND EMTANSIM_NODE)
  set(emtansim_web_possible ON)
else()
  set(emtansim_web_possible OFF)
endif()
option(EMTANSIM_WEB "Build the page with its plots (needs npm; off: a plain page)" ${emtansim_web_possible})

set(emtansim_web ${PROJECT_SOURCE_DIR}/web)
set(emtansim_page_source ${emtansim_generated}/emtansim/report/page_template.cpp)

if(EMTANSIM_WEB AND NOT emtansim_web_possible)
  message(FATAL_ERROR "EMTANSIM_WEB is on, but npm or node was not found; install them or configure with "
                      "-DEMTANSIM_WEB=OFF for a plain page")
endif()

if(EMTANSIM_WEB)
  # Built in a copy below the build folder: packages and results stay out of the source, and builds never share them.
  set(emtansim_web_copy ${PROJECT_BINARY_DIR}/web)
  set(emtansim_page ${emtansim_web_copy}/dist/report.html)
  file(MAKE_DIRECTORY ${emtansim_web_copy})
  set(emtansim_web_packages ${emtansim_web}/package.json ${emtansim_web}/package-lock.json ${emtansim_web}/.npmrc)
  add_custom_command(
    OUTPUT ${emtansim_web_copy}/packages.stamp
    COMMAND ${CMAKE_COMMAND} -E copy_if_different ${emtansim_web_packages} ${emtansim_web_copy}
    COMMAND ${EMTANSIM_NPM} ci --silent --no-progress
    COMMAND ${CMAKE_COMMAND} -E touch ${emtansim_web_copy}/packages.stamp
    DEPENDS ${emtansim_web_packages}
    WORKING_DIRECTORY ${emtansim_web_copy}
    COMMENT "Fetching the packages of the page (-DEMTANSIM_WEB=OFF builds without)"
    VERBATIM)
  set(emtansim_web_folders src test tools sample)
  set(emtansim_web_sources ${emtansim_web}/build.mjs ${emtansim_web}/THIRD_PARTY.md)
  foreach(folder IN LISTS emtansim_web_folders)
    file(GLOB_RECURSE found CONFIGURE_DEPENDS ${emtansim_web}/${folder}/*)
    list(APPEND emtansim_web_sources ${found})
  endforeach()
  list(TRANSFORM emtansim_web_folders PREPEND ${emtansim_web}/ OUTPUT_VARIABLE from)
  list(TRANSFORM emtansim_web_folders PREPEND ${emtansim_web_copy}/ OUTPUT_VARIABLE to)
  set(copies "")
  foreach(source target IN ZIP_LISTS from to)
    list(APPEND copies COMMAND ${CMAKE_COMMAND} -E rm -rf ${target} COMMAND ${CMAKE_COMMAND} -E copy_directory ${source}
         ${target})
  endforeach()
  add_custom_command(
    OUTPUT ${emtansim_page}
    ${copies}
    COMMAND ${CMAKE_COMMAND} -E copy ${emtansim_web}/build.mjs ${emtansim_web}/THIRD_PARTY.md ${emtansim_web_copy}
    COMMAND ${EMTANSIM_NODE} build.mjs
    DEPENDS ${emtansim_web_copy}/packages.stamp ${emtansim_web_sources}
    WORKING_DIRECTORY ${emtansim_web_copy}
    COMMENT "Building the page of the report"
    VERBATIM)
else()
  set(emtansim_page ${emtansim_web}/plain.html)
endif()

add_custom_command(
  OUTPUT ${emtansim_page_source}
  COMMAND ${CMAKE_COMMAND} -DPAGE=${emtansim_page} -DOUT=${emtansim_page_source} -P
          ${PROJECT_SOURCE_DIR}/cmake/write_page_source.cmake
  DEPENDS ${emtansim_page} ${PROJECT_SOURCE_DIR}/cmake/write_page_source.cmake
  COMMENT "Embedding the page"
  VERBATIM)
target_sources(emtansim_report PRIVATE ${emtansim_page_source})

# The tests of the page run in the copy; those that look at it in a browser are skipped where chromium is missing.
function(emtansim_add_web_tests)
  if(NOT EMTANSIM_WEB)
    return()
  endif()
  file(GLOB tests CONFIGURE_DEPENDS RELATIVE ${emtansim_web} ${emtansim_web}/test/*.test.mjs)
  foreach(test IN LISTS tests)
    get_filename_component(name ${test} NAME)
    string(REPLACE ".test.mjs" "" name ${name})
    add_test(NAME web.${name} COMMAND ${EMTANSIM_NODE} --test ${test} WORKING_DIRECTORY ${emtansim_web_copy})
    set(label fast)
    if(name STREQUAL "headless")
      set(label full)
    endif()
    set_tests_properties(web.${name} PROPERTIES LABELS ${label} TIMEOUT 300)
  endforeach()
endfunction()
