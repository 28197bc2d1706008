# A pkg-config file for each compiled component: oaicompat (core and httplib), -parsers, -dialects, -asio, -sqlite,
# -redis, -postgres, -hnsw and -gateway.

# Under which names pkg-config knows what the components link. A lone httplib.h has none: it is compiled into ours.
set(core_packages libcrypto zlib)
set(httplib_packages libssl)
if("Zstd::Zstd" IN_LIST coding_libraries)
  list(APPEND core_packages libzstd)
endif()
if("BrotliDec::BrotliDec" IN_LIST coding_libraries)
  list(APPEND core_packages libbrotlidec)
endif()
if(TARGET PkgConfig::CppHttplib_PC)
  list(APPEND httplib_packages cpp-httplib)
endif()

# The files may be moved along with the installation, as `cmake --install --prefix` does.
cmake_path(IS_RELATIVE CMAKE_INSTALL_LIBDIR relative)
if(relative)
  file(RELATIVE_PATH prefix "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" /prefix)
  set(prefix "\${pcfiledir}/${prefix}")
else()
  set(prefix "${CMAKE_INSTALL_PREFIX}")
endif()
foreach(dir IN ITEMS INCLUDE LIB)
  cmake_path(ABSOLUTE_PATH CMAKE_INSTALL_${dir}DIR BASE_DIRECTORY "\${prefix}" OUTPUT_VARIABLE ${dir}_dir)
endforeach()

# oaicompat_pkg_config(<name> <description> LIBRARIES <name>... PUBLIC <package>... PRIVATE <package>...)
# Whoever links a static library links what that needs, too.
function(oaicompat_pkg_config name description)
  cmake_parse_arguments(pc "" "" "LIBRARIES;PUBLIC;PRIVATE;FLAGS" ${ARGN})
  get_target_property(type oaicompat-core TYPE)
  if(type STREQUAL "SHARED_LIBRARY")
    list(APPEND pc_FLAGS -DOAICOMPAT_SHARED=1)
  else()
    list(APPEND pc_PUBLIC ${pc_PRIVATE})
    set(pc_PRIVATE "")
  endif()
  list(TRANSFORM pc_LIBRARIES PREPEND "-loaicompat-")
  foreach(words IN ITEMS LIBRARIES PUBLIC PRIVATE FLAGS)
    list(JOIN pc_${words} " " ${words})
  endforeach()
  configure_file("${PROJECT_SOURCE_DIR}/cmake/oaicompat.pc.in" ${name}.pc @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/${name}.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
endfunction()

oaicompat_pkg_config(oaicompat "${PROJECT_DESCRIPTION}"
  LIBRARIES httplib core
  PUBLIC simdjson fmt
  PRIVATE ${core_packages} ${httplib_packages})
oaicompat_pkg_config(oaicompat-parsers "Parsers of models' raw text"
  LIBRARIES parsers)
oaicompat_pkg_config(oaicompat-dialects "The wire forms of other providers for oaicompat"
  LIBRARIES dialects PUBLIC oaicompat PRIVATE libcrypto)
if(TARGET oaicompat-asio)
  oaicompat_pkg_config(oaicompat-asio "The transport on event loops of oaicompat"
    LIBRARIES asio FLAGS -DOAICOMPAT_ASIO=1 PUBLIC oaicompat PRIVATE libssl)
endif()
if(TARGET oaicompat-sqlite)
  oaicompat_pkg_config(oaicompat-sqlite "The store in a file of oaicompat"
    LIBRARIES sqlite FLAGS -DOAICOMPAT_SQLITE=1 PUBLIC oaicompat PRIVATE sqlite3)
endif()
if(TARGET oaicompat-redis)
  oaicompat_pkg_config(oaicompat-redis "The store over the Redis protocol of oaicompat"
    LIBRARIES redis FLAGS -DOAICOMPAT_REDIS=1 PUBLIC oaicompat PRIVATE hiredis)
endif()
if(TARGET oaicompat-postgres)
  oaicompat_pkg_config(oaicompat-postgres "The log in PostgreSQL of oaicompat's gateway"
    LIBRARIES postgres FLAGS -DOAICOMPAT_POSTGRES=1 PUBLIC oaicompat PRIVATE libpq)
endif()
if(TARGET oaicompat-hnsw)
  oaicompat_pkg_config(oaicompat-hnsw "The index of many vectors of oaicompat"
    LIBRARIES hnsw FLAGS -DOAICOMPAT_HNSW=1 PUBLIC oaicompat)
endif()
if(TARGET oaicompat-gateway)
  oaicompat_pkg_config(oaicompat-gateway "The gateway of oaicompat"
    LIBRARIES gateway FLAGS -DOAICOMPAT_GATEWAY=1 PUBLIC oaicompat PRIVATE libcrypto)
endif()
