# The library's targets. A component is a compiled library; its sources are the files of src/ that are its own.

file(GLOB_RECURSE public_headers CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/include/*.hpp" "${PROJECT_SOURCE_DIR}/include/*.ipp")
file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/*.cpp")

set(httplib_sources ${sources})
list(FILTER httplib_sources INCLUDE REGEX "/src/(transport/httplib/[^/]*|client|server|server_services)\\.cpp$")
set(asio_sources ${sources})
list(FILTER asio_sources INCLUDE REGEX "/src/transport/asio/[^/]*\\.cpp$")
set(sqlite_sources ${sources})
list(FILTER sqlite_sources INCLUDE REGEX "/src/(stores|gateway)/sqlite[^/]*\\.cpp$")
set(redis_sources ${sources})
list(FILTER redis_sources INCLUDE REGEX "/src/(stores|gateway)/redis[^/]*\\.cpp$")
set(postgres_sources ${sources})
list(FILTER postgres_sources INCLUDE REGEX "/src/gateway/postgres[^/]*\\.cpp$")
set(hnsw_sources ${sources})
list(FILTER hnsw_sources INCLUDE REGEX "/src/search/hnsw[^/]*\\.cpp$")
set(gateway_sources ${sources})
list(FILTER gateway_sources INCLUDE REGEX "/src/gateway/")
list(FILTER gateway_sources EXCLUDE REGEX "/(sqlite|redis|postgres)[^/]*\\.cpp$")
set(core_sources ${sources})
set(parsers_sources ${sources})
list(FILTER parsers_sources INCLUDE REGEX "/src/parsers/[^/]*\\.cpp$")
set(dialects_sources ${sources})
list(FILTER dialects_sources INCLUDE REGEX "/src/dialects/")
list(REMOVE_ITEM core_sources ${httplib_sources} ${asio_sources} ${sqlite_sources} ${redis_sources} ${postgres_sources} ${hnsw_sources} ${parsers_sources} ${dialects_sources} ${gateway_sources})

add_library(oaicompat-headers INTERFACE)
add_library(oaicompat::headers ALIAS oaicompat-headers)
set_target_properties(oaicompat-headers PROPERTIES EXPORT_NAME headers)
target_compile_features(oaicompat-headers INTERFACE cxx_std_20)
target_sources(oaicompat-headers INTERFACE
  FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}/include" FILES ${public_headers})

# oaicompat_component(<name> SOURCES <file>... PUBLIC <target>... PRIVATE <target>...)
function(oaicompat_component name)
  cmake_parse_arguments(component "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  set(target oaicompat-${name})
  add_library(${target} ${component_SOURCES})
  add_library(oaicompat::${name} ALIAS ${target})
  oaicompat_house_rules(${target})
  target_link_libraries(${target} PUBLIC ${component_PUBLIC} PRIVATE ${component_PRIVATE})
  # A program carries the functions that it uses of a source, not all of them.
  if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    target_compile_options(${target} PRIVATE -ffunction-sections -fdata-sections)
    target_link_options(${target} INTERFACE LINKER:--gc-sections)
  endif()
  # Where all sources are joined into one, or there is but one, a precompiled header only costs.
  list(LENGTH component_SOURCES count)
  if(count GREATER 1 AND NOT (CMAKE_UNITY_BUILD AND count LESS_EQUAL CMAKE_UNITY_BUILD_BATCH_SIZE))
    # Static components are compiled alike: core's serves them all. A shared one has macros of its own.
    if(BUILD_SHARED_LIBS OR NOT "oaicompat::core" IN_LIST component_PUBLIC)
      oaicompat_precompile(${target} "${PROJECT_SOURCE_DIR}/src/pch.hpp")
    else()
      oaicompat_precompile(${target} REUSE_FROM oaicompat-core)
    endif()
  endif()
  set_target_properties(${target} PROPERTIES
    EXPORT_NAME ${name}
    POSITION_INDEPENDENT_CODE ON
    VERSION ${PROJECT_VERSION}
    SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "SHARED_LIBRARY")
    target_compile_definitions(${target} PUBLIC OAICOMPAT_SHARED=1 PRIVATE OAICOMPAT_BUILDING=1)
  endif()
endfunction()

# A room's rows are made where all that their types need is seen: not in a source with other rooms.
set(row_sources ${core_sources})
list(FILTER row_sources INCLUDE REGEX "/src/resources/(.*/)?(stored_)?operations\\.cpp$")
set_source_files_properties(${row_sources} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)

# Optional: more codings of bodies than zlib's.
set(coding_libraries "")
set(coding_definitions "")
if(OAICOMPAT_ZSTD AND Zstd_FOUND)
  list(APPEND coding_libraries Zstd::Zstd)
  list(APPEND coding_definitions OAICOMPAT_ZSTD=1)
endif()
if(OAICOMPAT_BROTLI AND BrotliDec_FOUND)
  list(APPEND coding_libraries BrotliDec::BrotliDec)
  list(APPEND coding_definitions OAICOMPAT_BROTLI=1)
endif()

oaicompat_component(core
  SOURCES ${core_sources}
  PUBLIC oaicompat::headers simdjson::simdjson fmt::fmt Threads::Threads
  PRIVATE OpenSSL::Crypto ZLIB::ZLIB ${coding_libraries})
set_source_files_properties("${PROJECT_SOURCE_DIR}/src/http/content_decoder.cpp" PROPERTIES
  COMPILE_DEFINITIONS "${coding_definitions}")

oaicompat_component(httplib
  SOURCES ${httplib_sources}
  PUBLIC oaicompat::core
  PRIVATE CppHttplib::CppHttplib OpenSSL::SSL)

# Stands alone: an engine may link it and nothing else of the library.
oaicompat_component(parsers
  SOURCES ${parsers_sources}
  PUBLIC oaicompat::headers)

# The wire forms of other providers. Who does not link it pays nothing for it.
oaicompat_component(dialects
  SOURCES ${dialects_sources}
  PUBLIC oaicompat::core
  PRIVATE OpenSSL::Crypto)

# Optional: Boost's headers only the component itself sees, and who mounts into an io_context of their own.
if(OAICOMPAT_ASIO AND Boost_FOUND)
  oaicompat_component(asio
    SOURCES ${asio_sources}
    PUBLIC oaicompat::core
    PRIVATE Boost::headers OpenSSL::SSL)
  target_compile_definitions(oaicompat-asio INTERFACE OAICOMPAT_ASIO=1)
endif()

# Optional: the store in a file.
if(OAICOMPAT_SQLITE AND SQLite3_FOUND)
  oaicompat_component(sqlite
    SOURCES ${sqlite_sources}
    PUBLIC oaicompat::core
    PRIVATE ${sqlite_library})
  target_compile_definitions(oaicompat-sqlite INTERFACE OAICOMPAT_SQLITE=1)
endif()

# Optional: the store, and what gateways share, over the Redis protocol.
if(OAICOMPAT_REDIS AND Hiredis_FOUND)
  oaicompat_component(redis
    SOURCES ${redis_sources}
    PUBLIC oaicompat::core
    PRIVATE Hiredis::Hiredis)
  target_compile_definitions(oaicompat-redis INTERFACE OAICOMPAT_REDIS=1)
endif()

# Optional: the gateway's log in PostgreSQL.
if(OAICOMPAT_POSTGRES AND PostgreSQL_FOUND)
  oaicompat_component(postgres
    SOURCES ${postgres_sources}
    PUBLIC oaicompat::core
    PRIVATE PostgreSQL::PostgreSQL)
  target_compile_definitions(oaicompat-postgres INTERFACE OAICOMPAT_POSTGRES=1)
endif()

# Optional: the index of many vectors.
if(OAICOMPAT_HNSW AND Hnswlib_FOUND)
  oaicompat_component(hnsw
    SOURCES ${hnsw_sources}
    PUBLIC oaicompat::core
    PRIVATE Hnswlib::Hnswlib)
  target_compile_definitions(oaicompat-hnsw INTERFACE OAICOMPAT_HNSW=1)
endif()

# Optional: the gateway.
if(OAICOMPAT_GATEWAY AND TomlPlusPlus_FOUND)
  oaicompat_component(gateway
    SOURCES ${gateway_sources}
    PUBLIC oaicompat::core
    PRIVATE TomlPlusPlus::TomlPlusPlus OpenSSL::Crypto)
  target_compile_definitions(oaicompat-gateway INTERFACE OAICOMPAT_GATEWAY=1)
endif()

# Where httplib is header-only our copy of it gets a name of its own: a host may use another version, or other macros.
if(CppHttplib_HEADER_ONLY)
  set(transport_sources ${httplib_sources})
  list(FILTER transport_sources INCLUDE REGEX "/transport/httplib/[^/]*$")
  set_source_files_properties(${transport_sources} PROPERTIES COMPILE_DEFINITIONS httplib=oaicompat_private_httplib)
endif()

add_library(oaicompat-all INTERFACE)
add_library(oaicompat::oaicompat ALIAS oaicompat-all)
set_target_properties(oaicompat-all PROPERTIES EXPORT_NAME oaicompat)
target_link_libraries(oaicompat-all INTERFACE oaicompat::core oaicompat::httplib)

add_library(oaicompat-header_only INTERFACE)
add_library(oaicompat::header_only ALIAS oaicompat-header_only)
set_target_properties(oaicompat-header_only PROPERTIES EXPORT_NAME header_only)
target_compile_definitions(oaicompat-header_only INTERFACE OAICOMPAT_HEADER_ONLY=1 ${coding_definitions})
set(header_libraries oaicompat::headers simdjson::simdjson fmt::fmt CppHttplib::CppHttplib OpenSSL::SSL OpenSSL::Crypto
  ZLIB::ZLIB ${coding_libraries} Threads::Threads)
target_link_libraries(oaicompat-header_only INTERFACE ${header_libraries})

# The same, compiled in one source of the program, which includes `oaicompat/src/core.hpp`.
include(OneSource)
add_library(oaicompat-one_source INTERFACE)
add_library(oaicompat::one_source ALIAS oaicompat-one_source)
set_target_properties(oaicompat-one_source PROPERTIES EXPORT_NAME one_source)
target_compile_definitions(oaicompat-one_source INTERFACE ${coding_definitions})
target_include_directories(oaicompat-one_source INTERFACE "$<BUILD_INTERFACE:${one_source_dir}>")
target_link_libraries(oaicompat-one_source INTERFACE ${header_libraries})

# oaicompat_header_only(<component> <library>): the component header-only, where it is built; whoever links it needs the
# library.
function(oaicompat_header_only component library)
  if(NOT TARGET oaicompat-${component})
    return()
  endif()
  string(TOUPPER "OAICOMPAT_${component}" definition)
  add_library(oaicompat-${component}_header_only INTERFACE)
  add_library(oaicompat::${component}_header_only ALIAS oaicompat-${component}_header_only)
  set_target_properties(oaicompat-${component}_header_only PROPERTIES EXPORT_NAME ${component}_header_only)
  target_compile_definitions(oaicompat-${component}_header_only INTERFACE ${definition}=1)
  target_link_libraries(oaicompat-${component}_header_only INTERFACE oaicompat::header_only ${library})
endfunction()

oaicompat_header_only(asio Boost::headers)
oaicompat_header_only(sqlite "${sqlite_library}")
oaicompat_header_only(redis Hiredis::Hiredis)
oaicompat_header_only(postgres PostgreSQL::PostgreSQL)
oaicompat_header_only(hnsw Hnswlib::Hnswlib)
oaicompat_header_only(gateway TomlPlusPlus::TomlPlusPlus)

# Work for the compiled flavour only; a header-only build leaves it undone.
if(OAICOMPAT_FLAVOUR STREQUAL "header-only")
  set_target_properties(oaicompat-core oaicompat-httplib oaicompat-parsers oaicompat-dialects PROPERTIES EXCLUDE_FROM_ALL ON)
  foreach(component asio sqlite redis postgres hnsw gateway)
    if(TARGET oaicompat-${component})
      set_target_properties(oaicompat-${component} PROPERTIES EXCLUDE_FROM_ALL ON)
    endif()
  endforeach()
endif()
