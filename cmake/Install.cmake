# cmake --install, and the package that find_package(oaicompat) reads.

include(CMakePackageConfigHelpers)

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/oaicompat")

install(TARGETS oaicompat-headers oaicompat-core oaicompat-httplib oaicompat-parsers oaicompat-dialects oaicompat-all oaicompat-header_only oaicompat-one_source
  EXPORT oaicompatTargets
  FILE_SET HEADERS)
install(EXPORT oaicompatTargets NAMESPACE oaicompat:: DESTINATION "${package_dir}")
install(DIRECTORY "${one_source_dir}/oaicompat" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
# A file of its own: who uses none of it needs no Boost.
if(TARGET oaicompat-asio)
  install(TARGETS oaicompat-asio oaicompat-asio_header_only EXPORT oaicompatAsioTargets)
  install(EXPORT oaicompatAsioTargets NAMESPACE oaicompat:: DESTINATION "${package_dir}")
endif()

if(TARGET oaicompat-sqlite)
  install(TARGETS oaicompat-sqlite oaicompat-sqlite_header_only EXPORT oaicompatSqliteTargets)
  install(EXPORT oaicompatSqliteTargets NAMESPACE oaicompat:: DESTINATION "${package_dir}")
endif()

if(TARGET oaicompat-redis)
  install(TARGETS oaicompat-redis oaicompat-redis_header_only EXPORT oaicompatRedisTargets)
  install(EXPORT oaicompatRedisTargets NAMESPACE oaicompat:: DESTINATION "${package_dir}")
endif()

if(TARGET oaicompat-postgres)
  install(TARGETS oaicompat-postgres oaicompat-postgres_header_only EXPORT oaicompatPostgresTargets)
  install(EXPORT oaicompatPostgresTargets NAMESPACE oaicompat:: DESTINATION "${package_dir}")
endif()

if(TARGET oaicompat-hnsw)
  install(TARGETS oaicompat-hnsw oaicompat-hnsw_header_only EXPORT oaicompatHnswTargets)
  install(EXPORT oaicompatHnswTargets NAMESPACE oaicompat:: DESTINATION "${package_dir}")
endif()

if(TARGET oaicompat-gateway)
  install(TARGETS oaicompat-gateway oaicompat-gateway_header_only EXPORT oaicompatGatewayTargets)
  install(EXPORT oaicompatGatewayTargets NAMESPACE oaicompat:: DESTINATION "${package_dir}")
endif()

# Which of the optional codings this build reads.
set(OAICOMPAT_CODINGS "")
foreach(package IN ITEMS Zstd BrotliDec)
  if("${package}::${package}" IN_LIST coding_libraries)
    list(APPEND OAICOMPAT_CODINGS ${package})
  endif()
endforeach()

configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/oaicompatConfig.cmake.in" oaicompatConfig.cmake
  INSTALL_DESTINATION "${package_dir}")
write_basic_package_version_file(oaicompatConfigVersion.cmake COMPATIBILITY SameMinorVersion)

install(FILES
  "${PROJECT_BINARY_DIR}/oaicompatConfig.cmake"
  "${PROJECT_BINARY_DIR}/oaicompatConfigVersion.cmake"
  "${PROJECT_SOURCE_DIR}/cmake/FindBrotliDec.cmake"
  "${PROJECT_SOURCE_DIR}/cmake/FindCppHttplib.cmake"
  "${PROJECT_SOURCE_DIR}/cmake/FindHiredis.cmake"
  "${PROJECT_SOURCE_DIR}/cmake/FindHnswlib.cmake"
  "${PROJECT_SOURCE_DIR}/cmake/FindTomlPlusPlus.cmake"
  "${PROJECT_SOURCE_DIR}/cmake/FindZstd.cmake"
  DESTINATION "${package_dir}")
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
# What a reader wants beside the headers.
file(GLOB guides CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/docs/*.md")
install(FILES "${PROJECT_SOURCE_DIR}/README.md" "${PROJECT_SOURCE_DIR}/CHANGELOG.md" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(FILES ${guides} DESTINATION "${CMAKE_INSTALL_DOCDIR}/docs")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/docs/guides" "${PROJECT_SOURCE_DIR}/docs/dialects" DESTINATION "${CMAKE_INSTALL_DOCDIR}/docs")
# The reference, where it has been made: cmake --build <build folder> --target reference.
install(DIRECTORY "${PROJECT_BINARY_DIR}/reference/html" DESTINATION "${CMAKE_INSTALL_DOCDIR}/reference" OPTIONAL)
# The numbered examples: a file each, and the project that builds them against an installation.
file(GLOB examples CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/examples/[0-9][0-9]_*.cpp")
install(FILES ${examples} "${PROJECT_SOURCE_DIR}/cmake/examples/CMakeLists.txt" DESTINATION "${CMAKE_INSTALL_DOCDIR}/examples")

include(PkgConfig)
# A subdirectory's packages are its host's business.
if(PROJECT_IS_TOP_LEVEL)
  include(Packaging)
endif()
