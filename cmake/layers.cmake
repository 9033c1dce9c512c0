# SPDX-License-Identifier: Apache-2.0
# One static library per folder of emtansim/ that has sources; its link lines are the folder's line in layers.txt.

# Sets `emtansim_folders` (lowest first) and `emtansim_uses_<folder>` in the caller's scope.
function(emtansim_read_layers)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/layers.txt)
  file(STRINGS ${PROJECT_SOURCE_DIR}/layers.txt lines REGEX "^[a-z_]+:")
  set(folders "")
  foreach(line IN LISTS lines)
    string(REGEX MATCH "^([a-z_]+):(.*)$" matched "${line}")
    set(folder ${CMAKE_MATCH_1})
    separate_arguments(uses UNIX_COMMAND "${CMAKE_MATCH_2}")
    list(APPEND folders ${folder})
    set(emtansim_uses_${folder} "${uses}" PARENT_SCOPE)
  endforeach()
  set(emtansim_folders "${folders}" PARENT_SCOPE)
endfunction()

function(emtansim_add_layer folder)
  set(root ${PROJECT_SOURCE_DIR}/emtansim/${folder})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${root}/*.cpp)
  if(folder STREQUAL "base")
    list(APPEND sources ${emtansim_generated}/emtansim/base/version.cpp
         ${emtansim_generated}/emtansim/base/build_paths.cpp)
  endif()
  if(NOT sources)
    return()
  endif()

  add_library(emtansim_${folder} STATIC ${sources})
  set_target_properties(emtansim_${folder} PROPERTIES EXPORT_NAME ${folder})
  target_compile_features(emtansim_${folder} PUBLIC cxx_std_20)
  target_include_directories(emtansim_${folder} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
                                                       $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  foreach(used IN LISTS emtansim_uses_${folder})
    if(TARGET emtansim_${used})
      target_link_libraries(emtansim_${folder} PUBLIC emtansim_${used})
    endif()
  endforeach()
  emtansim_link_third_party(emtansim_${folder} ${folder})
  target_link_libraries(emtansim INTERFACE emtansim_${folder})
endfunction()

# Adds all layers and `emtansim`, which stands for the whole library.
macro(emtansim_add_layers)
  emtansim_read_layers()
  add_library(emtansim INTERFACE)
  add_library(emtansim::emtansim ALIAS emtansim)
  foreach(folder IN LISTS emtansim_folders)
    emtansim_add_layer(${folder})
  endforeach()
endmacro()
