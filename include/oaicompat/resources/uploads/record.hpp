// What is kept of an upload. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/request_store.hpp>
#include <oaicompat/resources/uploads/codec.hpp>
#include <oaicompat/resources/uploads/types.hpp>
#include <oaicompat/stores/store.hpp>

#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

inline constexpr const char* uploads_collection = "uploads";
inline std::string parts_of(std::string_view upload) { return "uploads/" + std::string{upload} + "/parts"; }

inline std::string tag_in(const Record& record, std::string_view name) {
  for (const auto& [key, value] : record.tags) {
    if (key == name) return value;
  }
  return {};
}
inline std::uint64_t tag_number(const Record& record, std::string_view name) {
  std::uint64_t out = 0;
  const auto value = tag_in(record, name);
  std::from_chars(value.data(), value.data() + value.size(), out);
  return out;
}

// An upload, and what its callers do not see of it, which stands in the record's tags.
struct UploadRecord {
  UploadObject upload{};
  std::uint64_t received = 0, parts = 0;  // bytes, and in how many parts
  std::string file_id{};                  // what the file will be called: to complete it twice makes one
  std::uint64_t kept_for = 0;             // seconds that the file is kept; 0 for ever
  std::string joined{};                   // the parts that were joined
  std::uint64_t revision = Change::absent;

  bool is_pending() const { return upload.status == UploadStatus::pending; }
};

inline Record record_of(const UploadRecord& from, std::int64_t forgotten_at) {
  Record out{.id = from.upload.id.str(), .value = to_json(from.upload)};
  out.tags = {{"status", std::string{from.upload.status.word()}},
              {"received", std::to_string(from.received)},
              {"parts", std::to_string(from.parts)},
              {"file_id", from.file_id},
              {"kept_for", std::to_string(from.kept_for)},
              {"joined", from.joined}};
  out.expires_at = forgotten_at;
  return out;
}
inline Result<UploadRecord> upload_in(const Record& record) {
  auto upload = read_stored<UploadObject>(record);
  if (!upload) return upload.error();
  return UploadRecord{.upload = *std::move(upload),
                      .received = tag_number(record, "received"),
                      .parts = tag_number(record, "parts"),
                      .file_id = tag_in(record, "file_id"),
                      .kept_for = tag_number(record, "kept_for"),
                      .joined = tag_in(record, "joined"),
                      .revision = record.revision};
}

}  // namespace oaicompat::inline v1::detail
