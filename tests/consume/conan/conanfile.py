"""One of the libraries that the recipe requires, as the system has it, under the names that ConanCenter's recipe gives it.

Exported once for each name: conan export . --name fmt --version 9.1.0
"""

from conan import ConanFile

required_conan_version = ">=2.0"

# What find_package asks for, the target it gives, and what a program links: by component, where there are some.
LIBRARIES = {
    "simdjson": ("simdjson", {None: ("simdjson::simdjson", ["simdjson"])}),
    "fmt": ("fmt", {None: ("fmt::fmt", ["fmt"])}),
    "cpp-httplib": ("httplib", {None: ("httplib::httplib", ["cpp-httplib"])}),
    "openssl": ("OpenSSL", {"ssl": ("OpenSSL::SSL", ["ssl"]), "crypto": ("OpenSSL::Crypto", ["crypto"])}),
    "zlib": ("ZLIB", {None: ("ZLIB::ZLIB", ["z"])}),
    "zstd": ("zstd", {None: ("zstd::libzstd", ["zstd"])}),
    "brotli": ("brotli", {None: ("brotli::brotli", ["brotlidec", "brotlicommon"])}),
    "boost": ("Boost", {"headers": ("Boost::headers", [])}),
    "sqlite3": ("SQLite3", {None: ("SQLite::SQLite3", ["sqlite3"])}),
    "hiredis": ("hiredis", {None: ("hiredis::hiredis", ["hiredis"])}),
    "libpq": ("PostgreSQL", {None: ("PostgreSQL::PostgreSQL", ["pq"])}),
    "hnswlib": ("hnswlib", {None: ("hnswlib::hnswlib", [])}),
    "tomlplusplus": ("tomlplusplus", {None: ("tomlplusplus::tomlplusplus", [])}),
    "cmake": (None, {}),
}
# Debian's cpp-httplib is compiled, with all of this.
DEFINES = {"cpp-httplib": [f"CPPHTTPLIB_{what}_SUPPORT" for what in ("OPENSSL", "ZLIB", "BROTLI")]}
# Where Debian has headers in a folder of their own.
INCLUDES = {"libpq": ["/usr/include/postgresql"]}
VARIABLES = {"cpp-httplib": {"HTTPLIB_IS_COMPILED": "ON", "HTTPLIB_IS_USING_OPENSSL": "ON"}}
OPTIONS = {"cpp-httplib": ("with_openssl", "with_zlib"), "boost": ("header_only",)}


class SystemLibrary(ConanFile):
    settings = "os", "arch", "compiler", "build_type"
    package_type = "shared-library"
    # ConanCenter's recipes have these; those of this library's that a name lacks are removed.
    options = {option: [True, False] for names in OPTIONS.values() for option in names}
    default_options = {option: False for option in options}

    def config_options(self):
        for option in self.options.possible_values:
            if option not in OPTIONS.get(self.name, ()):
                delattr(self.options, option)

    def package_id(self):
        self.info.clear()

    def package_info(self):
        file, components = LIBRARIES[self.name]
        self.cpp_info.set_property("cmake_file_name", file)
        self.cpp_info.set_property("cmake_extra_variables", VARIABLES.get(self.name, {}))
        for name, (target, libraries) in components.items():
            part = self.cpp_info.components[name] if name else self.cpp_info
            part.set_property("cmake_target_name", target)
            part.libdirs = part.bindirs = []
            part.includedirs = INCLUDES.get(self.name, [])
            part.system_libs = libraries
            part.defines = DEFINES.get(self.name, [])
