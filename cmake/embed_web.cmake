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
set(emtansim_web_build ${PROJECT_BINARY_DIR}/web)
set(emtansim_page_source ${emtansim_generated}/emtansim/report/page_template.cpp)

if(EMTANSIM_WEB AND NOT emtansim_web_possible)
  message(FATAL_ERROR "EMTANSIM_WEB is on, but npm or node was not found; install them or configure with "
                      "-DEMTANSIM_WEB=OFF for a plain page")
endif()

if(EMTANSIM_WEB)
  # The packages go below the build folder, so that two builds of one source never share them.
  file(MAKE_DIRECTORY ${emtansim_web_build})
  set(emtansim_page ${emtansim_web_build}/report.html)
  add_custom_command(
    OUTPUT ${emtansim_web_build}/packages.stamp
    COMMAND ${CMAKE_COMMAND} -E copy_if_different ${emtansim_web}/package.json ${emtansim_web}/package-lock.json
            ${emtansim_web}/.npmrc ${emtansim_web_build}
    COMMAND ${EMTANSIM_NPM} ci --silent --no-progress
    COMMAND ${CMAKE_COMMAND} -E touch ${emtansim_web_build}/packages.stamp
    DEPENDS ${emtansim_web}/package.json ${emtansim_web}/package-lock.json ${emtansim_web}/.npmrc
    WORKING_DIRECTORY ${emtansim_web_build}
    COMMENT "Fetching the packages of the page (-DEMTANSIM_WEB=OFF builds without)"
    VERBATIM)
  set_property(DIRECTORY APPEND PROPERTY ADDITIONAL_CLEAN_FILES ${emtansim_web_build}/packages.stamp)
  file(GLOB_RECURSE emtansim_web_sources CONFIGURE_DEPENDS ${emtansim_web}/src/*)
  add_custom_command(
    OUTPUT ${emtansim_page}
    COMMAND ${EMTANSIM_NODE} ${emtansim_web}/build.mjs --packages ${emtansim_web_build} --out ${emtansim_page}
    DEPENDS ${emtansim_web_build}/packages.stamp ${emtansim_web}/build.mjs ${emtansim_web_sources}
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
