// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/random_id.hpp>
#include <oaicompat/resources/files/codec.hpp>
#include <oaicompat/resources/files/repository.hpp>
#include <oaicompat/resources/request_store.hpp>
#include <oaicompat/stores/blob_pieces.hpp>

#include <charconv>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

inline constexpr const char* files_collection = "files";
inline constexpr const char* file_usage_collection = "file_usage";

inline Error no_such_file(std::string_view id) {
  return api_error(404, "No such File object: " + std::string{id}, "", "id");
}
inline Error storage_exceeded(std::uint64_t most) {
  return api_error(400, "Your files may take " + std::to_string(most) + " bytes in all. Remove some of them first.",
                   "file_storage_exceeded", "file");
}
inline Error file_unreadable(std::string_view id, std::string_view why) {
  return api_error(500, "The file '" + std::string{id} + "' cannot be read: " + std::string{why}, "file_unreadable");
}

// The bytes of a tenant's files, and the revision of the record that says so.
struct FileUsage {
  std::uint64_t bytes = 0, revision = Change::absent;
};
inline Result<FileUsage> read_usage(const Store& store) {
  const auto record = store.read(file_usage_collection, "bytes");
  if (!record) return record.error();
  if (!*record) return FileUsage{};
  FileUsage out{.revision = (*record)->revision};
  const auto& value = (*record)->value;
  std::from_chars(value.data(), value.data() + value.size(), out.bytes);
  return out;
}
inline Change usage_change(const FileUsage& usage) {
  Record record{.id = "bytes", .value = std::to_string(usage.bytes)};
  record.expires_at = never_forgotten;
  return {.collection = file_usage_collection, .put = std::move(record), .if_revision = usage.revision};
}
inline std::uint64_t without(std::uint64_t bytes, std::int64_t taken) {
  const auto gone = static_cast<std::uint64_t>(taken);
  return bytes > gone ? bytes - gone : 0;
}

// A file and the revision of its record; a revision of 0 where it is not there.
struct FoundFile {
  FileObject file{};
  std::uint64_t revision = Change::absent;
};
inline Result<FoundFile> read_file_record(const Store& store, std::string_view id) {
  const auto record = store.read(files_collection, id);
  if (!record) return record.error();
  if (!*record) return FoundFile{};
  auto file = read_stored<FileObject>(**record);
  if (!file) return file.error();
  return FoundFile{*std::move(file), (*record)->revision};
}

}  // namespace detail

OAICOMPAT_INLINE FileRepositoryPtr file_repository(FileRepositoryOptions options) {
  return std::make_shared<FileRepository>(std::move(options));
}

OAICOMPAT_INLINE FileRepository::FileRepository(FileRepositoryOptions options)
    : options_{std::move(options)}, expiring_{options_.store, options_.clock, "expiring_files", options_.sweep_every} {
  if (!options_.id) options_.id = [](std::string_view prefix) { return random_id(prefix); };
}

OAICOMPAT_INLINE bool FileRepository::is_over(const FileObject& file) const {
  return file.expires_at && *file.expires_at <= options_.clock->unix_time();
}

OAICOMPAT_INLINE Result<FileObject> FileRepository::find(std::string_view tenant, std::string_view id) const {
  if (id.empty()) return detail::no_such_file(id);
  auto found = detail::read_file_record(*tenant_store(options_.store, tenant), id);
  if (!found) return found.error();
  if (found->revision == Change::absent) return detail::no_such_file(id);
  if (!is_over(found->file)) return std::move(found->file);
  if (auto gone = remove(tenant, id); !gone && gone.error().status != 404) return gone.error();
  return detail::no_such_file(id);
}

OAICOMPAT_INLINE Result<OpenFile> FileRepository::open(std::string_view tenant, std::string_view id) const {
  auto file = find(tenant, id);
  if (!file) return file.error();
  auto bytes = options_.blobs->open(id);
  if (!bytes && bytes.error().code != "blob_not_found") return bytes.error();
  if (!bytes) return detail::file_unreadable(id, "its bytes are missing.");
  if ((*bytes)->size() != static_cast<std::uint64_t>(file->bytes))
    return detail::file_unreadable(id, "it has lost bytes.");
  return OpenFile{*std::move(file), *std::move(bytes)};
}

OAICOMPAT_INLINE Result<FileList> FileRepository::list(std::string_view tenant, const ListRange& range) const {
  const auto store = tenant_store(options_.store, tenant);
  for (;;) {
    auto page = detail::read_page<FileList>(*store, detail::files_collection, range);
    if (!page) return page;
    bool all_there = true;
    for (const auto& file : page->data) {
      if (!is_over(file)) continue;
      all_there = false;
      if (auto gone = remove(tenant, file.id); !gone && gone.error().status != 404) return gone.error();
    }
    if (all_there) return page;
  }
}

OAICOMPAT_INLINE Result<std::uint64_t> FileRepository::bytes_of(std::string_view tenant) const {
  const auto usage = detail::read_usage(*tenant_store(options_.store, tenant));
  if (!usage) return usage.error();
  return usage->bytes;
}

OAICOMPAT_INLINE Result<FileWriter> FileRepository::create(std::string_view tenant, NewFile file) {
  auto out = options_.blobs->create();
  if (!out) return out.error();
  return FileWriter{shared_from_this(), std::string{tenant}, std::move(file), *std::move(out)};
}
OAICOMPAT_INLINE Result<FileObject> FileRepository::create(std::string_view tenant, NewFile file,
                                                           std::string_view bytes) {
  auto out = create(tenant, std::move(file));
  if (!out) return out.error();
  if (auto written = out->write(bytes); !written) return written.error();
  return out->finish();
}

OAICOMPAT_INLINE Result<void> FileWriter::write(std::string_view piece) {
  const auto most = to_->options().max_tenant_bytes;
  if (piece.size() > most || size_ > most - piece.size()) return detail::storage_exceeded(most);
  if (!out_) return detail::blob_was_committed();
  size_ += piece.size();
  return out_->write(piece);
}
OAICOMPAT_INLINE Result<FileObject> FileWriter::finish() {
  if (!out_) return detail::blob_was_committed();
  const auto out = std::move(out_);
  return to_->keep(tenant_, file_, size_, *out);
}

// The blob first: a record never names bytes that are not there.
OAICOMPAT_INLINE Result<FileObject> FileRepository::keep(const std::string& tenant, const NewFile& file,
                                                         std::uint64_t size, BlobWriter& out) {
  FileObject made;
  made.id = Text{file.id.empty() ? options_.id("file-") : file.id};
  made.bytes = static_cast<std::int64_t>(size);
  made.created_at = options_.clock->unix_time();
  made.filename = Text{file.filename};
  made.purpose = file.purpose;
  if (file.expires_after) made.expires_at = made.created_at + file.expires_after->count();
  // Looked at again as the record is written; here it spares a blob that cannot stay.
  const auto used = bytes_of(tenant);
  if (!used) return used.error();
  if (file.id.empty() && *used + size > options_.max_tenant_bytes)
    return detail::storage_exceeded(options_.max_tenant_bytes);
  if (auto kept = out.commit(made.id); !kept) return kept.error();
  auto put_down = put(tenant, made);
  if (put_down) return made;
  if (file.id.empty()) static_cast<void>(options_.blobs->remove(made.id));
  return put_down.error();
}

OAICOMPAT_INLINE Result<void> FileRepository::put(const std::string& tenant, const FileObject& file) {
  if (file.expires_at) {
    if (auto added = expiring_.add(tenant, file.id, *file.expires_at); !added) return added.error();
  }
  const auto store = tenant_store(options_.store, tenant);
  return detail::without_conflict([&] { return put_once(*store, file); });
}
OAICOMPAT_INLINE Result<void> FileRepository::put_once(Store& store, const FileObject& file) const {
  auto usage = detail::read_usage(store);
  if (!usage) return usage.error();
  const auto earlier = detail::read_file_record(store, file.id);
  if (!earlier) return earlier.error();
  usage->bytes = detail::without(usage->bytes, earlier->file.bytes) + static_cast<std::uint64_t>(file.bytes);
  if (usage->bytes > options_.max_tenant_bytes) return detail::storage_exceeded(options_.max_tenant_bytes);
  Record record{.id = file.id.str(), .value = to_json(file)};
  record.tags = {{"purpose", std::string{file.purpose.word()}}};
  record.expires_at = detail::never_forgotten;
  return store.write(
      {{.collection = detail::files_collection, .put = std::move(record), .if_revision = earlier->revision},
       detail::usage_change(*usage)});
}

// The record first: what is left of a kill in between is a blob that nobody names.
OAICOMPAT_INLINE Result<void> FileRepository::remove(std::string_view tenant, std::string_view id) const {
  if (id.empty()) return detail::no_such_file(id);
  const auto store = tenant_store(options_.store, tenant);
  auto gone = detail::without_conflict([&] { return remove_once(*store, id); });
  if (!gone) return gone;
  for (const auto& told : told_) told(std::string{tenant}, std::string{id});
  expiring_.remove(id);
  return options_.blobs->remove(id);
}
OAICOMPAT_INLINE Result<void> FileRepository::remove_once(Store& store, std::string_view id) const {
  auto usage = detail::read_usage(store);
  if (!usage) return usage.error();
  const auto found = detail::read_file_record(store, id);
  if (!found) return found.error();
  if (found->revision == Change::absent) return detail::no_such_file(id);
  usage->bytes = detail::without(usage->bytes, found->file.bytes);
  return store.write(
      {{.collection = detail::files_collection, .remove = std::string{id}, .if_revision = found->revision},
       detail::usage_change(*usage)});
}

OAICOMPAT_INLINE Result<void> FileRepository::sweep() const {
  return expiring_.sweep([this](const std::string& tenant, const std::string& id) -> Result<void> {
    // It removes a file whose time is over, and is a 404 then. One that is there is another's of the same id.
    if (auto found = find(tenant, id); !found && found.error().status != 404) return found.error();
    return {};
  });
}
OAICOMPAT_INLINE void FileRepository::sweep_if_due() const {
  // What fails is tried again by the next one.
  if (expiring_.take_turn()) static_cast<void>(sweep());
}

}  // namespace oaicompat::inline v1
