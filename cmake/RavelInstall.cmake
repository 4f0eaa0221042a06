# What `cmake --install` gives: headers, static libraries, the program, and the CMake package `ravel`
# with the targets ravel::ravel (to write programs and scenarios), ravel::main (the command line) and,
# if there was a GoogleTest when Ravel was built, ravel::gtest (checks as tests).

include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

add_library(ravel_ravel INTERFACE)
target_link_libraries(ravel_ravel INTERFACE ravel_primitives ravel_sim ravel_checker)

set(ravel_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/ravel)
foreach(part ravel main primitives sim checker options)
  # Inside the tree and in a FetchContent build the targets have the names that the package gives.
  add_library(ravel::${part} ALIAS ravel_${part})
  set_target_properties(ravel_${part} PROPERTIES EXPORT_NAME ${part})
  install(TARGETS ravel_${part} EXPORT ravel ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
endforeach()
# In a file of its own: only whoever uses it must have GoogleTest.
if(TARGET ravel_gtest)
  add_library(ravel::gtest ALIAS ravel_gtest)
  set_target_properties(ravel_gtest PROPERTIES EXPORT_NAME gtest)
  install(TARGETS ravel_gtest EXPORT ravelGtest ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(EXPORT ravelGtest NAMESPACE ravel:: FILE ravelGtestTargets.cmake
          DESTINATION ${ravel_package_dir})
endif()
install(TARGETS ravel RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

install(DIRECTORY primitives sim checker DESTINATION include/ravel
        FILES_MATCHING PATTERN "*.h")
install(DIRECTORY scenarios/main DESTINATION include/ravel/scenarios
        FILES_MATCHING PATTERN "*.h")

install(EXPORT ravel NAMESPACE ravel:: FILE ravelTargets.cmake DESTINATION ${ravel_package_dir})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/ravelConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
configure_package_config_file(cmake/ravelConfig.cmake.in
                              ${CMAKE_CURRENT_BINARY_DIR}/ravelConfig.cmake
                              INSTALL_DESTINATION ${ravel_package_dir})
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/ravelConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/ravelConfigVersion.cmake
        DESTINATION ${ravel_package_dir})
