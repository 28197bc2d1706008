// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/file.hpp>
#include <oaicompat/base/random_id.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace oaicompat::inline v1 {
namespace detail {

OAICOMPAT_INLINE Error file_error(std::string_view path, std::string_view what, const char* code) {
  auto error =
      local_error(ErrorKind::invalid_argument, "The file '" + std::string{path} + "' " + std::string{what} + ".", code);
  error.param = path;
  return error;
}

inline std::filesystem::path path_of(std::string_view utf8) { return {std::u8string{utf8.begin(), utf8.end()}}; }

// The system would end the path at a zero.
inline bool is_path(std::string_view path) { return !path.empty() && path.find('\0') == path.npos; }

OAICOMPAT_INLINE std::string file_name_of(std::string_view path) {
  const auto name = path_of(path).filename().u8string();
  return {name.begin(), name.end()};
}

// Writes a new file in place of an earlier one, with its permissions; false where not all of it could be.
inline bool write_new(const std::filesystem::path& path, const std::filesystem::path& earlier, std::string_view bytes) {
  std::ofstream out{path, std::ios::binary | std::ios::trunc};
  std::error_code error;
  const auto status = std::filesystem::status(earlier, error);
  if (std::filesystem::exists(status)) std::filesystem::permissions(path, status.permissions(), error);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  return out.good();
}

}  // namespace detail

OAICOMPAT_INLINE Result<Bytes> read_file(std::string_view path, const FileOptions& options) {
  namespace fs = std::filesystem;
  const auto too_large = [&] {
    return detail::file_error(path, "has more than " + std::to_string(options.max_bytes) + " bytes", "file_too_large");
  };
  std::error_code error;
  const auto file = detail::path_of(path);
  const auto status = detail::is_path(path) ? fs::status(file, error) : fs::file_status{fs::file_type::not_found};
  if (!fs::exists(status)) return detail::file_error(path, "is not found", "file_not_found");
  if (fs::is_directory(status)) return detail::file_error(path, "is a directory", "file_not_readable");
  // What is no regular file has no size: how much it gives is counted.
  const auto size = fs::is_regular_file(status) ? fs::file_size(file, error) : std::uintmax_t{0};
  if (!error && size > options.max_bytes) return too_large();
  std::ifstream in{file, std::ios::binary};
  Bytes bytes;
  if (!error) bytes.reserve(static_cast<std::size_t>(size));
  std::array<char, 16384> piece{};
  while (in.good()) {
    in.read(piece.data(), piece.size());
    const auto got = static_cast<std::size_t>(in.gcount());
    if (got > options.max_bytes - bytes.size()) return too_large();
    bytes.append(piece.data(), got);
  }
  if (!in.eof() || in.bad()) return detail::file_error(path, "cannot be read", "file_not_readable");
  return bytes;
}

OAICOMPAT_INLINE Result<void> write_file(std::string_view path, std::string_view bytes) {
  const auto failed = [&] { return detail::file_error(path, "cannot be written", "file_not_written"); };
  if (!detail::is_path(path)) return failed();
  std::error_code error;
  auto file = detail::path_of(path);
  if (!file.has_filename() || std::filesystem::is_directory(file, error)) return failed();
  if (std::filesystem::is_symlink(file, error)) {
    auto target = std::filesystem::canonical(file, error);
    if (!error) file = std::move(target);
  }
  auto beside = file;
  beside += "." + random_id("new-");
  if (detail::write_new(beside, file, bytes)) {
    std::filesystem::rename(beside, file, error);
    if (!error) return {};
  }
  std::filesystem::remove(beside, error);
  return failed();
}

}  // namespace oaicompat::inline v1
