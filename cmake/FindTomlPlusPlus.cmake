# Finds the headers of toml++: the target TomlPlusPlus::TomlPlusPlus.

include(FindPackageHandleStandardArgs)

find_path(TomlPlusPlus_INCLUDE_DIR toml++/toml.h)
mark_as_advanced(TomlPlusPlus_INCLUDE_DIR)

if(TomlPlusPlus_INCLUDE_DIR)
  set(_toml_version_file "${TomlPlusPlus_INCLUDE_DIR}/toml++/impl/version.h")
  if(NOT EXISTS "${_toml_version_file}") # all in one header
    set(_toml_version_file "${TomlPlusPlus_INCLUDE_DIR}/toml++/toml.h")
  endif()
  file(STRINGS "${_toml_version_file}" _toml_version REGEX "#define[ \t]+TOML_LIB_(MAJOR|MINOR|PATCH)[ \t]")
  list(TRANSFORM _toml_version REPLACE "[^0-9]+" "")
  list(JOIN _toml_version "." TomlPlusPlus_VERSION)
  unset(_toml_version)
  unset(_toml_version_file)
endif()

find_package_handle_standard_args(TomlPlusPlus REQUIRED_VARS TomlPlusPlus_INCLUDE_DIR VERSION_VAR TomlPlusPlus_VERSION)

if(TomlPlusPlus_FOUND AND NOT TARGET TomlPlusPlus::TomlPlusPlus)
  add_library(TomlPlusPlus::TomlPlusPlus INTERFACE IMPORTED GLOBAL)
  target_include_directories(TomlPlusPlus::TomlPlusPlus SYSTEM INTERFACE "${TomlPlusPlus_INCLUDE_DIR}")
endif()
