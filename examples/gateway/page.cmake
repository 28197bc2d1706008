# The administrators' page as a source: its own files, and a library for charts where one is found.
#   Debian: libjs-chart.js. npm: chart.js, with -D OAICOMPAT_CHART_JS=node_modules/chart.js/dist/chart.umd.js
# Without it the page says so, and shows tables.

find_file(OAICOMPAT_CHART_JS NAMES chart.min.js
  PATHS /usr/share/javascript/chart.js /usr/share/nodejs/chart.js/dist NO_DEFAULT_PATH
  DOC "Chart.js, as one file, for the gateway's page")

function(oaicompat_page_source out)
  set(folder "${CMAKE_CURRENT_SOURCE_DIR}/gateway/page")
  set(made "${CMAKE_CURRENT_BINARY_DIR}/gateway")
  file(GLOB files CONFIGURE_DEPENDS "${folder}/*")
  list(FILTER files EXCLUDE REGEX "/index\\.html$")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${files})
  set(OAICOMPAT_PAGE_CHARTS no)
  set(sources ${files})
  if(OAICOMPAT_CHART_JS)
    set(OAICOMPAT_PAGE_CHARTS yes)
    list(APPEND sources "${OAICOMPAT_CHART_JS}")
  else()
    message(STATUS "oaicompat: no Chart.js (Debian: libjs-chart.js), so the gateway's page shows tables")
  endif()
  configure_file("${folder}/index.html" "${made}/index.html" @ONLY)
  list(APPEND sources "${made}/index.html")

  string(REPEAT "....." 16 line) # sixteen bytes
  set(arrays "")
  set(rows "")
  set(number 0)
  foreach(source IN LISTS sources)
    cmake_path(GET source FILENAME name)
    if(source STREQUAL OAICOMPAT_CHART_JS)
      set(name chart.js)
    endif()
    cmake_path(GET name EXTENSION LAST_ONLY ending)
    set(type_.js text/javascript)
    set(type_.css text/css)
    set(type_.html text/html)
    set(type_.svg image/svg+xml)
    file(READ "${source}" bytes HEX)
    string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
    string(REGEX REPLACE "(${line})" "\\1\n" bytes "${bytes}")
    string(APPEND arrays "const unsigned char file_${number}[] = {\n${bytes}\n};\n")
    string(APPEND rows "      {\"/ui/${name}\", \"${type_${ending}}; charset=utf-8\", text(file_${number}, sizeof file_${number})},\n")
    math(EXPR number "${number} + 1")
  endforeach()
  file(CONFIGURE OUTPUT "${made}/page_files.cpp" @ONLY CONTENT "// Made by page.cmake.
#include \"page.hpp\"

#include <cstddef>

namespace gateway_program {
namespace {

@arrays@
std::string_view text(const unsigned char* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace

const std::vector<PageFile>& page_files() {
  static const std::vector<PageFile> all{
@rows@  };
  return all;
}

}  // namespace gateway_program
")
  set(${out} "${made}/page_files.cpp" PARENT_SCOPE)
endfunction()
