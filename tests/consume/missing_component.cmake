# Asks an installation that has core alone for other components, and expects to be told what is missing and why.
# Variables: library_build, library_source, work, compiler.

set(package "${work}/package")
file(REMOVE_RECURSE "${work}")
file(MAKE_DIRECTORY "${package}")
file(GLOB modules "${library_source}/cmake/Find*.cmake")
file(COPY "${library_build}/oaicompatConfig.cmake" ${modules} DESTINATION "${package}")
file(WRITE "${package}/oaicompatTargets.cmake" "add_library(oaicompat::core INTERFACE IMPORTED)\n")

# ask(<result> <output> <arguments of find_package>): what a project that asks so is told.
function(ask result output arguments)
  file(WRITE "${work}/project/CMakeLists.txt"
    "cmake_minimum_required(VERSION 3.25)\nproject(consumer LANGUAGES CXX)\nfind_package(oaicompat ${arguments})\n")
  execute_process(
    COMMAND ${CMAKE_COMMAND} -S "${work}/project" -B "${work}/build" -D "CMAKE_CXX_COMPILER=${compiler}"
      -D "oaicompat_DIR=${package}"
    RESULT_VARIABLE code OUTPUT_VARIABLE said ERROR_VARIABLE said)
  string(REGEX REPLACE "[ \n]+" " " said "${said}")
  set(${result} "${code}" PARENT_SCOPE)
  set(${output} "${said}" PARENT_SCOPE)
endfunction()

# expect(<arguments of find_package> <whether it succeeds> <words that must be said>...)
function(expect arguments succeeds)
  ask(code said "${arguments}")
  if(succeeds AND NOT code EQUAL 0 OR NOT succeeds AND code EQUAL 0)
    message(FATAL_ERROR "find_package(oaicompat ${arguments}) ended with ${code}: ${said}")
  endif()
  foreach(words IN LISTS ARGN)
    string(FIND "${said}" "${words}" at)
    if(at EQUAL -1)
      message(FATAL_ERROR "find_package(oaicompat ${arguments}) does not say '${words}': ${said}")
    endif()
  endforeach()
endfunction()

expect("REQUIRED COMPONENTS core" TRUE)
expect("REQUIRED COMPONENTS core asio" FALSE "component 'asio' is missing: this oaicompat was built without it" "OAICOMPAT_ASIO")
expect("REQUIRED COMPONENTS asio_header_only" FALSE "component 'asio_header_only' is missing: this oaicompat was built without it")
expect("REQUIRED COMPONENTS sqlite" FALSE "component 'sqlite' is missing: this oaicompat was built without it" "OAICOMPAT_SQLITE")
expect("REQUIRED COMPONENTS redis" FALSE "component 'redis' is missing: this oaicompat was built without it" "OAICOMPAT_REDIS")
expect("REQUIRED COMPONENTS postgres" FALSE "component 'postgres' is missing: this oaicompat was built without it" "OAICOMPAT_POSTGRES")
expect("REQUIRED COMPONENTS hnsw" FALSE "component 'hnsw' is missing: this oaicompat was built without it" "OAICOMPAT_HNSW")
expect("REQUIRED COMPONENTS gateway" FALSE "component 'gateway' is missing: this oaicompat was built without it" "OAICOMPAT_GATEWAY")
expect("REQUIRED COMPONENTS asoi sqlite" FALSE "component 'asoi' is missing: there is no such component" "component 'sqlite'")
expect("REQUIRED COMPONENTS core OPTIONAL_COMPONENTS asio" TRUE "oaicompat: component 'asio' is missing: this oaicompat was built without it")
