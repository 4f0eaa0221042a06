# The target format-check: fails when clang-format would lay out a tracked source differently.

add_custom_target(format-check
  COMMAND sh -c "git ls-files -z '*.h' '*.cpp' | xargs -0 clang-format --dry-run -Werror"
  WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
  VERBATIM)
