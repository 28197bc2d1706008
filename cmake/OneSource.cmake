# oaicompat/src/<component>.hpp: what a component compiles, for one source of a program that links nothing of ours. Made of
# the component's own sources, so that no list of them stands twice.

set(one_source_dir "${PROJECT_BINARY_DIR}/one_source")

# oaicompat_one_source(<component> <source>...)
function(oaicompat_one_source component)
  set(text "// The bodies of oaicompat::${component}, for one source of a program that links nothing of the library.\n")
  string(APPEND text "// SPDX-License-Identifier: MIT\n#pragma once\n\n#include <oaicompat/config.hpp>\n")
  string(APPEND text "#if OAICOMPAT_HEADER_ONLY\n#error \"The bodies are in every source already: OAICOMPAT_HEADER_ONLY is 1\"\n#endif\n\n")
  # All types are seen before the first body, as rows ask what a type has.
  if(NOT component STREQUAL "parsers")
    file(STRINGS "${PROJECT_SOURCE_DIR}/src/pch.hpp" lines REGEX "^#include")
    list(JOIN lines "\n" prelude)
    string(APPEND text "${prelude}\n")
  endif()
  set(rows ${ARGN})
  list(FILTER rows INCLUDE REGEX "/(stored_)?operations\\.cpp$")
  set(sources ${ARGN})
  list(FILTER sources EXCLUDE REGEX "/(stored_)?operations\\.cpp$")
  foreach(source IN LISTS sources rows)
    file(READ "${source}" body)
    string(REPLACE "// SPDX-License-Identifier: MIT\n" "" body "${body}")
    string(APPEND text "\n${body}")
  endforeach()
  file(CONFIGURE OUTPUT "${one_source_dir}/oaicompat/src/${component}.hpp" CONTENT "${text}" @ONLY)
  set_property(DIRECTORY "${PROJECT_SOURCE_DIR}" APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${ARGN})
endfunction()

foreach(component core httplib parsers dialects asio sqlite redis postgres hnsw gateway)
  oaicompat_one_source(${component} ${${component}_sources})
endforeach()
