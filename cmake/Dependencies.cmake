# What the library stands on: the versions Debian 12 ships, and later ones. The minor-version rule of simdjson's config
# file refuses every other 3.x, so its version is looked at here.

# Seen by whoever adds this project as a subdirectory, too.
set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON)

find_package(Threads REQUIRED)
find_package(simdjson CONFIG REQUIRED)
find_package(fmt 9.0 CONFIG REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(CppHttplib 0.11 MODULE REQUIRED)
if(OAICOMPAT_ZSTD)
  find_package(Zstd 1.4 MODULE QUIET) # not the config file of a package manager, which names other targets
  if(NOT Zstd_FOUND)
    message(STATUS "oaicompat: no libzstd 1.4 or later, so bodies in zstd are refused")
  endif()
endif()
if(OAICOMPAT_BROTLI)
  find_package(BrotliDec MODULE QUIET)
  if(NOT BrotliDec_FOUND)
    message(STATUS "oaicompat: no libbrotlidec, so bodies in brotli are refused")
  endif()
endif()
if(OAICOMPAT_ASIO)
  if(POLICY CMP0167)
    cmake_policy(SET CMP0167 NEW) # Boost's own package, where CMake has no module for it
  endif()
  find_package(Boost 1.81 QUIET) # headers alone
  if(NOT Boost_FOUND)
    message(STATUS "oaicompat: no Boost 1.81 or later, so no event-loop transport")
  endif()
endif()

if(OAICOMPAT_SQLITE)
  find_package(SQLite3 3.35 QUIET)
  if(NOT SQLite3_FOUND)
    message(STATUS "oaicompat: no SQLite 3.35 or later, so no store in a file")
  endif()
  set(sqlite_library SQLite::SQLite3)
  if(TARGET SQLite3::SQLite3) # its name since CMake 4.3
    set(sqlite_library SQLite3::SQLite3)
  endif()
endif()

if(OAICOMPAT_REDIS)
  find_package(Hiredis 0.14 MODULE QUIET) # not its config file, whose target has no namespace in Debian 12
  if(NOT Hiredis_FOUND)
    message(STATUS "oaicompat: no hiredis 0.14 or later, so no store over the Redis protocol")
  endif()
endif()

if(OAICOMPAT_POSTGRES)
  find_package(PostgreSQL 12 QUIET) # its client's library, libpq
  if(NOT PostgreSQL_FOUND)
    message(STATUS "oaicompat: no libpq 12 or later, so no log in PostgreSQL")
  endif()
endif()

if(OAICOMPAT_HNSW)
  find_package(Hnswlib MODULE QUIET) # headers alone
  if(NOT Hnswlib_FOUND)
    message(STATUS "oaicompat: no hnswlib, so no index of many vectors")
  endif()
endif()

if(OAICOMPAT_GATEWAY)
  find_package(TomlPlusPlus 3.0 MODULE QUIET) # headers alone
  if(NOT TomlPlusPlus_FOUND)
    message(STATUS "oaicompat: no toml++ 3.0 or later, so no gateway")
  endif()
endif()

if(simdjson_VERSION AND simdjson_VERSION VERSION_LESS 3.0)
  message(FATAL_ERROR "oaicompat needs simdjson 3.0 or later; found ${simdjson_VERSION}")
endif()

unset(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL)
