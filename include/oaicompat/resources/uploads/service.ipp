// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/expiry_index.hpp>
#include <oaicompat/resources/files/checks.hpp>
#include <oaicompat/resources/files/pieces.hpp>
#include <oaicompat/resources/uploads/md5.hpp>
#include <oaicompat/resources/uploads/operations.hpp>
#include <oaicompat/resources/uploads/record.hpp>
#include <oaicompat/resources/uploads/service.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace oaicompat::inline v1 {
namespace detail {

inline Error no_such_upload(std::string_view id) {
  return api_error(404, "No such Upload object: " + std::string{id}, "", "upload_id");
}
inline Error upload_ended(const UploadObject& upload) {
  return api_error(400, "The upload has status '" + std::string{upload.status.word()} + "'.", "invalid_value",
                   "upload_id");
}
inline Error bad_parts(std::string why) { return api_error(400, std::move(why), "invalid_value", "part_ids"); }

class StoredUploads {
 public:
  StoredUploads(FileRepositoryPtr files, UploadsOptions options)
      : files_{std::move(files)},
        options_{std::move(options)},
        requests_{files_->options().store, options_.pool},
        expiring_{files_->options().store, files_->options().clock, "expiring_uploads", files_->options().sweep_every} {
  }

  WorkerPool& pool() const { return requests_.pool(); }
  void sweep() const {
    files_->sweep_if_due();
    if (!expiring_.take_turn()) return;
    // What fails is tried again by the next one.
    static_cast<void>(expiring_.sweep([this](const std::string& tenant, const std::string& id) -> Result<void> {
      auto found = find(tenant_store(files_->options().store, tenant), id);
      if (!found && found.error().status != 404) return found.error();
      return {};
    }));
  }

  Result<UploadObject> create(const Parsed<CreateUploadRequest>& request, const Context& context) const {
    if (auto error = refusal_of(*request)) return *std::move(error);
    const auto store = requests_.store_of(context);
    if (auto error = too_many(store, context, static_cast<std::uint64_t>(request->bytes))) return *std::move(error);
    const auto purpose = *request->purpose.known();
    UploadRecord made;
    auto& upload = made.upload;
    upload.id = Text{new_id("upload_")};
    upload.bytes = request->bytes;
    upload.created_at = now();
    upload.expires_at = now() + options_.expires_after.count();
    upload.filename = Text{request->filename};
    upload.purpose = Text{request->purpose.word()};
    made.file_id = new_id("file-");
    const auto kept_for = expiry_of(request->expires_after, purpose, options_.batch_expires_after);
    made.kept_for = kept_for ? static_cast<std::uint64_t>(kept_for->count()) : 0;
    if (auto noted = expiring_.add(tenant_of(context), upload.id, upload.expires_at); !noted) return noted.error();
    if (auto kept = keep(*store, made); !kept) return kept.error();
    return upload;
  }

  // The blob first; then the upload counts it, where it may.
  Result<UploadPart> add(const Parsed<AddUploadPartRequest>& request, const Context& context) const {
    const auto store = requests_.store_of(context);
    const std::string_view bytes = request->data.body;
    if (bytes.size() > options_.max_part_bytes) return file_too_large(options_.max_part_bytes, "data");
    if (auto free = room_for(store, request->upload_id, bytes.size()); !free) return free.error();
    UploadPart part{.id = Text{new_id("part_")}, .created_at = now(), .upload_id = Text{request->upload_id}};
    auto blob = blobs().create();
    if (!blob) return blob.error();
    auto written = write_pieces(bytes, request.keeper(), context.stop,
                                [&](std::string_view piece) { return (*blob)->write(piece); });
    if (!written) return written.error();
    if (auto kept = (*blob)->commit(part.id); !kept) return kept.error();
    auto counted = without_conflict([&] { return count(store, part, bytes.size()); });
    if (counted) return part;
    static_cast<void>(blobs().remove(part.id));
    return counted.error();
  }

  Result<UploadObject> complete(const Parsed<CompleteUploadRequest>& request, const Context& context) const {
    const auto store = requests_.store_of(context);
    auto found = find(store, request->upload_id);
    if (!found) return found.error();
    const auto wanted = joined(request->part_ids);
    if (found->upload.status == UploadStatus::completed && found->joined == wanted) return found->upload;
    if (!found->is_pending()) return upload_ended(found->upload);
    if (auto fits = check_parts(*store, *found, request->part_ids); !fits) return fits.error();
    auto file = join(*found, *request, context);
    if (!file) return file.error();
    found->upload.status = UploadStatus::completed;
    found->upload.file = *file;
    found->joined = wanted;
    const auto ended = end(store, *found);
    if (ended) return found->upload;
    // It ended meanwhile: by the same request, or by another.
    auto now_is = is_conflict(ended.error()) ? find(store, request->upload_id) : Result<UploadRecord>{ended.error()};
    if (!now_is) return now_is.error();
    if (now_is->upload.status == UploadStatus::completed && now_is->joined == wanted) return now_is->upload;
    if (now_is->upload.status != UploadStatus::completed)
      static_cast<void>(files_->remove(tenant_of(context), found->file_id));
    return upload_ended(now_is->upload);
  }

  Result<UploadObject> cancel(const Parsed<CancelUploadRequest>& request, const Context& context) const {
    const auto store = requests_.store_of(context);
    return without_conflict([&]() -> Result<UploadObject> {
      auto found = find(store, request->upload_id);
      if (!found) return found.error();
      if (found->upload.status == UploadStatus::cancelled) return found->upload;
      if (!found->is_pending()) return upload_ended(found->upload);
      found->upload.status = UploadStatus::cancelled;
      if (auto ended = end(store, *found); !ended) return ended.error();
      return found->upload;
    });
  }

 private:
  std::int64_t now() const { return files_->options().clock->unix_time(); }
  Blobs& blobs() const { return *files_->options().blobs; }
  std::string new_id(std::string_view prefix) const { return files_->options().id(prefix); }

  std::optional<Error> refusal_of(const CreateUploadRequest& request) const {
    if (auto error = bad_purpose(request.purpose)) return error;
    if (auto error = bad_expiry(request.expires_after)) return error;
    if (request.filename.empty())
      return api_error(400, "Invalid 'filename': it must not be empty.", "invalid_value", "filename");
    if (request.bytes < 0) return api_error(400, "Invalid 'bytes': it must be 0 or more.", "invalid_value", "bytes");
    const auto bytes = static_cast<std::uint64_t>(request.bytes);
    if (bytes > options_.max_bytes) return file_too_large(options_.max_bytes, "bytes");
    return bad_form_of(*request.purpose.known(), request.filename, bytes);
  }
  std::optional<Error> too_many(const StorePtr& store, const Context& context, std::uint64_t bytes) const {
    const auto used = files_->bytes_of(tenant_of(context));
    if (!used) return used.error();
    const auto most = files_->options().max_tenant_bytes;
    if (bytes > most - std::min(*used, most)) {
      return api_error(400, "Your files may take " + std::to_string(most) + " bytes in all. Remove some of them first.",
                       "file_storage_exceeded", "bytes");
    }
    const auto pending =
        store->list(uploads_collection, {.limit = options_.max_pending, .tags = {{"status", "pending"}}});
    if (!pending) return pending.error();
    if (pending->records.size() < options_.max_pending) return std::nullopt;
    return api_error(429, "At most " + std::to_string(options_.max_pending) + " uploads may be pending at once.",
                     "too_many_uploads");
  }

  // An upload that took too long ends as it is looked at.
  Result<UploadRecord> find(const StorePtr& store, std::string_view id) const {
    return without_conflict([&]() -> Result<UploadRecord> {
      if (id.empty()) return no_such_upload(id);
      const auto record = store->read(uploads_collection, id);
      if (!record) return record.error();
      if (!*record) return no_such_upload(id);
      auto found = upload_in(**record);
      if (!found || !found->is_pending() || found->upload.expires_at > now()) return found;
      found->upload.status = UploadStatus::expired;
      if (auto ended = end(store, *found); !ended) return ended.error();
      return found;
    });
  }
  Result<void> keep(Store& store, const UploadRecord& upload) const {
    return store.write({{.collection = uploads_collection,
                         .put = record_of(upload, never_forgotten),
                         .if_revision = upload.revision}});
  }
  // Keeps what became of an upload, and drops its parts.
  Result<void> end(const StorePtr& store, const UploadRecord& upload) const {
    const auto parts = read_parts(*store, upload.upload.id);
    if (!parts) return parts.error();
    auto written = store->write({{.collection = uploads_collection,
                                  .put = record_of(upload, now() + options_.remembered.count()),
                                  .if_revision = upload.revision},
                                 {.collection = parts_of(upload.upload.id)}});
    if (!written) return written;
    for (const auto& part : *parts) static_cast<void>(blobs().remove(part.id));
    expiring_.remove(upload.upload.id);
    return {};
  }

  Result<UploadRecord> room_for(const StorePtr& store, std::string_view id, std::uint64_t bytes) const {
    auto found = find(store, id);
    if (!found) return found;
    if (!found->is_pending()) return upload_ended(found->upload);
    const auto announced = static_cast<std::uint64_t>(found->upload.bytes);
    if (bytes > announced - std::min(announced, found->received)) {
      return api_error(400, "The parts have more bytes than the " + std::to_string(announced) + " of the upload.",
                       "invalid_value", "data");
    }
    if (found->parts < options_.max_parts) return found;
    return api_error(400, "An upload has at most " + std::to_string(options_.max_parts) + " parts.", "invalid_value",
                     "data");
  }
  Result<void> count(const StorePtr& store, const UploadPart& part, std::uint64_t bytes) const {
    auto found = room_for(store, part.upload_id, bytes);
    if (!found) return found.error();
    found->received += bytes;
    ++found->parts;
    Record record{.id = part.id.str(), .value = to_json(part), .tags = {{"bytes", std::to_string(bytes)}}};
    record.expires_at = never_forgotten;
    return store->write(
        {{.collection = uploads_collection, .put = record_of(*found, never_forgotten), .if_revision = found->revision},
         {.collection = parts_of(part.upload_id), .put = std::move(record)}});
  }

  static Result<std::vector<Record>> read_parts(const Store& store, std::string_view upload) {
    std::vector<Record> out;
    ListRange range{.order = ListRange::Order::ascending, .limit = 1000};
    for (;;) {
      auto page = store.list(parts_of(upload), range);
      if (!page) return page.error();
      for (auto& record : page->records) out.push_back(std::move(record));
      if (!page->has_more) return out;
      range.after = out.back().id;
    }
  }
  static std::string joined(const std::vector<Text>& ids) {
    std::string out;
    for (const auto& id : ids) out.append(id).append(" ");
    return out;
  }
  static Result<void> check_parts(const Store& store, const UploadRecord& upload, const std::vector<Text>& ids) {
    const auto parts = read_parts(store, upload.upload.id);
    if (!parts) return parts.error();
    std::map<std::string_view, std::uint64_t> sizes;
    for (const auto& part : *parts) sizes.emplace(part.id, tag_number(part, "bytes"));
    std::set<std::string_view> seen;
    std::uint64_t bytes = 0;
    for (const auto& id : ids) {
      const auto found = sizes.find(id.view());
      if (found == sizes.end()) return bad_parts("The upload has no part '" + id.str().substr(0, 64) + "'.");
      if (!seen.insert(id).second) return bad_parts("The part '" + id.str() + "' stands twice.");
      bytes += found->second;
    }
    if (bytes == static_cast<std::uint64_t>(upload.upload.bytes)) return {};
    return bad_parts("The parts have " + std::to_string(bytes) + " bytes, but the upload has " +
                     std::to_string(upload.upload.bytes) + ".");
  }

  Result<FileObject> join(const UploadRecord& upload, const CompleteUploadRequest& request,
                          const Context& context) const {
    NewFile made{.filename = upload.upload.filename.str(),
                 .purpose = OpenEnum<FilePurpose>{upload.upload.purpose.view()}.known().value_or(FilePurpose{}),
                 .id = upload.file_id};
    if (upload.kept_for != 0) made.expires_after = std::chrono::seconds{upload.kept_for};
    auto out = files_->create(tenant_of(context), std::move(made));
    if (!out) return out.error();
    Md5 digest;
    for (const auto& id : request.part_ids) {
      if (auto copied = copy_part(id, *out, digest, context.stop); !copied) return copied.error();
    }
    if (request.md5 && !digest.is(*request.md5)) {
      return api_error(400, "The MD5 digest of the bytes is '" + digest.hex() + "', and not the one that was sent.",
                       "invalid_value", "md5");
    }
    return out->finish();
  }
  Result<void> copy_part(std::string_view id, FileWriter& out, Md5& digest, const std::stop_token& stop) const {
    constexpr std::size_t piece = std::size_t{256} << 10;
    const auto from = blobs().open(id);
    if (!from && from.error().code != "blob_not_found") return from.error();
    if (!from) return api_error(500, "The part '" + std::string{id} + "' cannot be read.", "file_unreadable");
    for (std::uint64_t at = 0; at < (*from)->size();) {
      if (stop.stop_requested()) return local_error(ErrorKind::cancelled, "The request was given up.", "cancelled");
      const auto bytes = (*from)->read(at, piece);
      if (!bytes) return bytes.error();
      if (bytes->empty())
        return api_error(500, "The part '" + std::string{id} + "' has lost bytes.", "file_unreadable");
      digest.add(*bytes);
      if (auto written = out.write(*bytes); !written) return written;
      at += bytes->size();
    }
    return {};
  }

  const FileRepositoryPtr files_;
  const UploadsOptions options_;
  const RequestStore requests_;
  const ExpiryIndex expiring_;
};

}  // namespace detail

OAICOMPAT_INLINE Backend with_uploads(Backend beside, FileRepositoryPtr files, UploadsOptions options) {
  using detail::offer_kept;
  using detail::StoredUploads;
  const auto kept = std::make_shared<const StoredUploads>(std::move(files), std::move(options));
  offer_kept<CreateUpload>(beside, kept, &StoredUploads::create);
  offer_kept<AddUploadPart>(beside, kept, &StoredUploads::add);
  offer_kept<CompleteUpload>(beside, kept, &StoredUploads::complete);
  offer_kept<CancelUpload>(beside, kept, &StoredUploads::cancel);
  return beside;
}

}  // namespace oaicompat::inline v1
