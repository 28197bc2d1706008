// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/expiry_index.hpp>
#include <oaicompat/resources/request_store.hpp>
#include <oaicompat/resources/vector_stores/codec.hpp>
#include <oaicompat/resources/vector_stores/records.hpp>

#include <set>
#include <utility>

namespace oaicompat::inline v1::detail {

inline constexpr std::string_view vector_stores_collection = "vector_stores";
inline std::string content_of(std::string_view store) { return "vector_stores/" + std::string{store} + "/content"; }

inline Error no_vector_store(std::string_view id) {
  return api_error(404, "No vector store found with id '" + std::string{id} + "'.", "", "vector_store_id");
}

// A record that is kept until it is removed.
template <class T>
Record kept_record(const T& value, Tags tags = {}) {
  Record out{.id = value.id.str(), .value = to_json(value), .tags = std::move(tags)};
  out.expires_at = never_forgotten;
  return out;
}
inline Tags file_tags(const FoundRecord<VectorStoreFile>& file) {
  Tags tags{{"status", std::string{file.value.status.word()}}, {"blob", file.blob}};
  if (!file.batch.empty()) tags.emplace_back("batch", file.batch);
  if (!file.principal.empty()) tags.emplace_back("principal", file.principal);
  return tags;
}
inline Change put_store(const FoundRecord<VectorStore>& found) {
  return {.collection = std::string{vector_stores_collection},
          .put = kept_record(found.value),
          .if_revision = found.revision};
}
inline Change put_file(std::string_view store, const FoundRecord<VectorStoreFile>& found) {
  return {.collection = VectorStoreRecords::files_in(store),
          .put = kept_record(found.value, file_tags(found)),
          .if_revision = found.revision};
}
inline Change put_batch(std::string_view store, const FoundRecord<VectorStoreFileBatch>& found) {
  return {.collection = VectorStoreRecords::batches_in(store),
          .put = kept_record(found.value),
          .if_revision = found.revision};
}
// Says that what can be found has changed.
inline Change new_content(std::string_view store) {
  Record record{.id = "version", .value = "{}"};
  record.expires_at = never_forgotten;
  return {.collection = content_of(store), .put = std::move(record)};
}

template <class T>
Result<FoundRecord<T>> found_of(const Record& record) {
  auto read = read_stored<T>(record);
  if (!read) return read.error();
  FoundRecord<T> out{.value = *std::move(read), .revision = record.revision};
  for (const auto& [name, value] : record.tags) {
    if (name == "batch") out.batch = value;
    if (name == "blob") out.blob = value;
    if (name == "principal") out.principal = value;
  }
  return out;
}
template <class T>
Result<FoundRecord<T>> find_record(const Store& store, std::string_view collection, std::string_view id,
                                   Error missing) {
  if (id.empty()) return missing;
  const auto record = store.read(collection, id);
  if (!record) return record.error();
  if (!*record) return missing;
  return found_of<T>(**record);
}

// Counts one file more, or less, in a state.
inline void count_file(FileCounts& counts, const OpenEnum<VectorStoreFileStatus>& status, std::int64_t more) {
  counts.total += more;
  switch (status.known().value_or(VectorStoreFileStatus::failed)) {
    case VectorStoreFileStatus::in_progress: counts.in_progress += more; break;
    case VectorStoreFileStatus::completed: counts.completed += more; break;
    case VectorStoreFileStatus::cancelled: counts.cancelled += more; break;
    case VectorStoreFileStatus::failed: counts.failed += more; break;
  }
}
inline void move_file(VectorStore& store, const VectorStoreFile& file, std::int64_t more) {
  count_file(store.file_counts, file.status, more);
  store.usage_bytes += more * file.usage_bytes;
  if (store.status == VectorStoreStatus::expired) return;
  store.status = store.file_counts.in_progress > 0 ? VectorStoreStatus::in_progress : VectorStoreStatus::completed;
}
inline void move_file(VectorStoreFileBatch& batch, const VectorStoreFile& file, std::int64_t more) {
  count_file(batch.file_counts, file.status, more);
  const auto& counts = batch.file_counts;
  if (batch.status == VectorStoreFileStatus::cancelled) return;
  batch.status = counts.in_progress > 0                              ? VectorStoreFileStatus::in_progress
                 : counts.total > 0 && counts.failed == counts.total ? VectorStoreFileStatus::failed
                                                                     : VectorStoreFileStatus::completed;
}

OAICOMPAT_INLINE Result<FoundRecord<VectorStore>> VectorStoreRecords::find(std::string_view id) const {
  return find_record<VectorStore>(*store_, vector_stores_collection, id, no_vector_store(id));
}
OAICOMPAT_INLINE Result<FoundRecord<VectorStoreFile>> VectorStoreRecords::find_file(std::string_view store,
                                                                                    std::string_view file) const {
  return find_record<VectorStoreFile>(
      *store_, files_in(store), file,
      api_error(404, "No file found with id '" + std::string{file} + "' in vector store '" + std::string{store} + "'.",
                "", "file_id"));
}
OAICOMPAT_INLINE Result<FoundRecord<VectorStoreFileBatch>> VectorStoreRecords::find_batch(
    std::string_view store, std::string_view batch) const {
  return find_record<VectorStoreFileBatch>(
      *store_, batches_in(store), batch,
      api_error(404, "No file batch found with id '" + std::string{batch} + "'.", "", "batch_id"));
}

OAICOMPAT_INLINE VectorStoreFile VectorStoreRecords::new_file(std::string_view store, const BatchedFile& file) const {
  VectorStoreFile out;
  out.id = file.file_id;
  out.created_at = now_;
  out.vector_store_id = Text{store};
  out.last_error = Null{};
  out.attributes = file.attributes ? *file.attributes : FileAttributes{};
  const auto sizes = file.chunking_strategy ? file.chunking_strategy->static_ : std::nullopt;
  ChunkingStrategy cut;
  cut.type = ChunkingType::static_;
  cut.static_ = sizes.value_or(StaticChunking{});
  out.chunking_strategy = std::move(cut);
  return out;
}

OAICOMPAT_INLINE Result<void> VectorStoreRecords::create(const VectorStore& made,
                                                         const std::vector<AddedFile>& files) const {
  FoundRecord<VectorStore> kept{.value = made};
  std::vector<Change> changes;
  for (const auto& added : files) {
    const FoundRecord<VectorStoreFile> file{
        .value = new_file(made.id, added.file), .blob = added.blob, .principal = added.principal};
    move_file(kept.value, file.value, 1);
    changes.push_back(put_file(made.id, file));
  }
  changes.push_back(put_store(kept));
  return store_->write(std::move(changes));
}

template <class F>
Result<VectorStore> VectorStoreRecords::edit(std::string_view id, F change) const {
  return without_conflict([&]() -> Result<VectorStore> {
    auto found = find(id);
    if (!found) return found.error();
    change(found->value);
    if (auto kept = store_->write({put_store(*found)}); !kept) return kept.error();
    return found->value;
  });
}

OAICOMPAT_INLINE Result<void> VectorStoreRecords::add(std::string_view store, const std::vector<AddedFile>& files,
                                                      const VectorStoreFileBatch* batch,
                                                      std::vector<std::string>& dropped) const {
  return without_conflict([&]() -> Result<void> {
    dropped.clear();
    auto owner = find(store);
    if (!owner) return owner.error();
    FoundRecord<VectorStoreFileBatch> kept_batch;
    if (batch) kept_batch.value = *batch;
    std::vector<Change> changes;
    for (const auto& added : files) {
      const auto before = store_->read(files_in(store), added.file.file_id);
      if (!before) return before.error();
      FoundRecord<VectorStoreFile> file{.value = new_file(store, added.file)};
      if (*before) {
        const auto old = found_of<VectorStoreFile>(**before);
        if (!old) return old.error();
        const auto status = old->value.status;
        if (!batch && (status == VectorStoreFileStatus::in_progress || status == VectorStoreFileStatus::completed))
          continue;
        move_file(owner->value, old->value, -1);
        dropped.push_back(old->blob);
        file.revision = old->revision;
      }
      file.blob = added.blob;
      file.principal = added.principal;
      if (batch) file.batch = batch->id.str();
      move_file(owner->value, file.value, 1);
      move_file(kept_batch.value, file.value, 1);
      changes.push_back(put_file(store, file));
    }
    if (batch) changes.push_back(put_batch(store, kept_batch));
    owner->value.last_active_at = now_;
    changes.push_back(put_store(*owner));
    if (!dropped.empty()) changes.push_back(new_content(store));
    return store_->write(std::move(changes));
  });
}

OAICOMPAT_INLINE Result<bool> VectorStoreRecords::finish(std::string_view store, std::string_view file,
                                                         const std::string& blob, const FileOutcome& outcome) const {
  return without_conflict([&]() -> Result<bool> {
    auto found = find_file(store, file);
    if (!found) return found.error().status == 404 ? Result<bool>{false} : Result<bool>{found.error()};
    if (found->value.status != VectorStoreFileStatus::in_progress || found->blob != blob) return false;
    auto owner = find(store);
    if (!owner) return owner.error();
    const auto before = found->value;
    found->value.status = outcome.status;
    found->value.usage_bytes = outcome.usage_bytes;
    if (outcome.error) found->value.last_error = *outcome.error;
    std::vector<Change> changes{put_file(store, *found), new_content(store)};
    move_file(owner->value, before, -1);
    move_file(owner->value, found->value, 1);
    changes.push_back(put_store(*owner));
    if (auto batch = find_batch(store, found->batch)) {
      move_file(batch->value, found->value, 1);
      move_file(batch->value, before, -1);
      changes.push_back(put_batch(store, *batch));
    }
    if (auto kept = store_->write(std::move(changes)); !kept) return kept.error();
    return true;
  });
}

OAICOMPAT_INLINE Result<VectorStoreFile> VectorStoreRecords::relabel(std::string_view store, std::string_view file,
                                                                     const Maybe<FileAttributes>& attributes) const {
  return without_conflict([&]() -> Result<VectorStoreFile> {
    auto found = find_file(store, file);
    if (!found) return found.error();
    found->value.attributes = attributes ? *attributes : FileAttributes{};
    if (auto kept = store_->write({put_file(store, *found), new_content(store)}); !kept) return kept.error();
    return found->value;
  });
}

OAICOMPAT_INLINE Result<std::string> VectorStoreRecords::take_out(std::string_view store, std::string_view file) const {
  return without_conflict([&]() -> Result<std::string> {
    auto owner = find(store);
    if (!owner) return owner.error();
    const auto found = find_file(store, file);
    if (!found) return found.error();
    move_file(owner->value, found->value, -1);
    std::vector<Change> changes{
        {.collection = files_in(store), .remove = std::string{file}, .if_revision = found->revision},
        put_store(*owner),
        new_content(store)};
    if (auto batch = find_batch(store, found->batch)) {
      move_file(batch->value, found->value, -1);
      changes.push_back(put_batch(store, *batch));
    }
    if (auto kept = store_->write(std::move(changes)); !kept) return kept.error();
    return found->blob;
  });
}

OAICOMPAT_INLINE Result<VectorStoreFileBatch> VectorStoreRecords::cancel(std::string_view store,
                                                                         std::string_view batch) const {
  return without_conflict([&]() -> Result<VectorStoreFileBatch> {
    auto owner = find(store);
    if (!owner) return owner.error();
    auto found = find_batch(store, batch);
    if (!found) return found.error();
    if (found->value.status != VectorStoreFileStatus::in_progress) return found->value;
    auto pending = files(store, "in_progress", batch);
    if (!pending) return pending.error();
    std::vector<Change> changes;
    for (auto& file : *pending) {
      move_file(owner->value, file.value, -1);
      move_file(found->value, file.value, -1);
      file.value.status = VectorStoreFileStatus::cancelled;
      move_file(owner->value, file.value, 1);
      move_file(found->value, file.value, 1);
      changes.push_back(put_file(store, file));
    }
    found->value.status = VectorStoreFileStatus::cancelled;
    changes.push_back(put_batch(store, *found));
    changes.push_back(put_store(*owner));
    if (auto kept = store_->write(std::move(changes)); !kept) return kept.error();
    return found->value;
  });
}

OAICOMPAT_INLINE Result<std::vector<FoundRecord<VectorStoreFile>>> VectorStoreRecords::files(
    std::string_view store, std::string_view status, std::string_view batch) const {
  ListRange range{.order = ListRange::Order::ascending, .limit = 1000};
  if (!status.empty()) range.tags.emplace_back("status", std::string{status});
  if (!batch.empty()) range.tags.emplace_back("batch", std::string{batch});
  std::vector<FoundRecord<VectorStoreFile>> out;
  for (;;) {
    const auto page = store_->list(files_in(store), range);
    if (!page) return page.error();
    for (const auto& record : page->records) {
      auto file = found_of<VectorStoreFile>(record);
      if (!file) return file.error();
      out.push_back(*std::move(file));
    }
    if (!page->has_more || page->records.empty()) return out;
    range.after = page->records.back().id;
  }
}

OAICOMPAT_INLINE Result<std::uint64_t> VectorStoreRecords::content_version(std::string_view store) const {
  const auto record = store_->read(content_of(store), "version");
  if (!record) return record.error();
  return *record ? (*record)->revision : 0;
}

OAICOMPAT_INLINE Result<std::string> VectorStoreRecords::vector_space(std::string_view store) const {
  const auto record = store_->read(content_of(store), "space");
  if (!record) return record.error();
  return *record ? std::string{(*record)->value} : std::string{};
}
OAICOMPAT_INLINE Result<std::string> VectorStoreRecords::vector_space(std::string_view store,
                                                                      const std::string& wanted) const {
  return without_conflict([&]() -> Result<std::string> {
    auto kept = vector_space(store);
    if (!kept || !kept->empty()) return kept;
    Record record{.id = "space", .value = Bytes{wanted}};
    record.expires_at = never_forgotten;
    std::vector<Change> changes{
        {.collection = std::string{vector_stores_collection},
         .check = std::string{store},
         .if_revision = Change::present},
        {.collection = content_of(store), .put = std::move(record), .if_revision = Change::absent}};
    if (auto done = store_->write(std::move(changes)); !done) return done.error();
    return wanted;
  });
}

}  // namespace oaicompat::inline v1::detail
