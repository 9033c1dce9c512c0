# SPDX-License-Identifier: Apache-2.0
# Installs the command, the library with its doors, the data and the page of the report; the tree may be moved.
include(CMakePackageConfigHelpers)

get_property(layer_targets GLOBAL PROPERTY emtansim_layer_targets)
get_property(emtansim_linked_libraries GLOBAL PROPERTY emtansim_linked_libraries)
list(REMOVE_DUPLICATES emtansim_linked_libraries)
list(JOIN emtansim_linked_libraries " " emtansim_linked_libraries)
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/emtansim)

install(TARGETS emtansim ${layer_targets}
        EXPORT emtansim-targets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
        FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT emtansim-targets NAMESPACE emtansim:: DESTINATION ${package_folder})

configure_package_config_file(
  ${PROJECT_SOURCE_DIR}/cmake/emtansim-config.cmake.in ${PROJECT_BINARY_DIR}/emtansim-config.cmake
  INSTALL_DESTINATION ${package_folder}
  PATH_VARS CMAKE_INSTALL_DATADIR)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/emtansim-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/emtansim-config.cmake ${PROJECT_BINARY_DIR}/emtansim-config-version.cmake
              ${PROJECT_SOURCE_DIR}/cmake/third_party.cmake
        DESTINATION ${package_folder})

if(TARGET emtansim_cli)
  install(TARGETS emtansim_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/data DESTINATION ${CMAKE_INSTALL_DATADIR}/emtansim)
if(EXISTS ${PROJECT_SOURCE_DIR}/experiments)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/experiments DESTINATION ${CMAKE_INSTALL_DATADIR}/emtansim)
endif()
