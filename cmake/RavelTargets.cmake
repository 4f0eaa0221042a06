# One library per folder. Sources are globbed: a folder's files are its library.

add_library(ravel_options INTERFACE)
target_compile_features(ravel_options INTERFACE cxx_std_20)
target_compile_options(ravel_options INTERFACE
  $<BUILD_INTERFACE:-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor>
  # g++ 12 sees overlaps in std::string that cannot be (https://gcc.gnu.org/PR105651).
  $<BUILD_INTERFACE:$<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>>
  # Collecting its garbage is up to a fifth of the compiler's work, and memory is there.
  $<BUILD_INTERFACE:$<$<CXX_COMPILER_ID:GNU>:--param=ggc-min-heapsize=1000000>>
  # Source locations in traces and reports are the same on every machine.
  $<BUILD_INTERFACE:-fmacro-prefix-map=${CMAKE_CURRENT_SOURCE_DIR}/=>)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  # Sets of processes are counted at every step: since 2008 that is one instruction.
  target_compile_options(ravel_options INTERFACE $<BUILD_INTERFACE:-mpopcnt>)
endif()
if(RAVEL_WARNINGS_AS_ERRORS)
  target_compile_options(ravel_options INTERFACE $<BUILD_INTERFACE:-Werror>)
endif()
if(RAVEL_SANITIZE)
  target_compile_options(ravel_options INTERFACE
    -fsanitize=${RAVEL_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(ravel_options INTERFACE -fsanitize=${RAVEL_SANITIZE})
endif()

# ravel_library(FOLDER [EXCEPT SUBFOLDER...]): the static library ravel_FOLDER of all sources below
# FOLDER; what is below a SUBFOLDER belongs to a library of its own.
function(ravel_library folder)
  cmake_parse_arguments(PARSE_ARGV 1 library "" "" EXCEPT)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS
       ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.h)
  foreach(subfolder IN LISTS library_EXCEPT)
    list(FILTER sources EXCLUDE REGEX "/${folder}/${subfolder}/")
  endforeach()
  string(REGEX REPLACE ".*/" "" name ${folder})
  add_library(ravel_${name} STATIC ${sources})
  target_link_libraries(ravel_${name} PUBLIC ravel_options)
  target_include_directories(ravel_${name} PUBLIC
    $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}>
    $<INSTALL_INTERFACE:include/ravel> $<INSTALL_INTERFACE:include>)
endfunction()
