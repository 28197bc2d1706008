// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/random_id.hpp>
#include <oaicompat/resources/request_store.hpp>
#include <oaicompat/resources/vector_stores/blob_cursor.hpp>
#include <oaicompat/resources/vector_stores/checks.ipp>
#include <oaicompat/resources/vector_stores/file_reader.ipp>
#include <oaicompat/resources/vector_stores/operations.hpp>
#include <oaicompat/resources/vector_stores/records.ipp>
#include <oaicompat/resources/vector_stores/service.hpp>
#include <oaicompat/resources/vector_stores/store_index.hpp>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

class VectorStores : public RequestStore {
 public:
  VectorStores(const Backend& embeddings, const FileRepositoryPtr& files, const VectorStoresOptions& options)
      : RequestStore{files->options().store, options.pool},
        options_{options},
        files_{files},
        reader_{std::make_shared<VectorFileReader>(embeddings, files, options)} {}

  Result<VectorStore> create(const Asker& asker, const CreateVectorStoreRequest& request) {
    if (auto error = bad_vector_store(request)) return *std::move(error);
    VectorStore made;
    made.id = Text{new_id("vs_")};
    made.created_at = now();
    made.name = request.name.value_or(Text{});
    if (request.description) made.extra.set("description", Json::string(request.description->view()));
    made.last_active_at = now();
    made.metadata = request.metadata ? *request.metadata : Map<Text>{};
    set_expiry(made, request.expires_after);
    std::vector<BatchedFile> files;
    for (const auto& id : request.file_ids.value_or(std::vector<Text>{}))
      files.push_back({.file_id = id, .chunking_strategy = request.chunking_strategy});
    const auto added = added_files(asker, files);
    if (!added) return added.error();
    const auto records = reader_->records(asker);
    if (auto kept = records.create(made, *added); !kept) return kept.error();
    return pending(asker, made.id);
  }
  Result<VectorStore> retrieve(const Asker& asker, const RetrieveVectorStoreRequest& request) {
    return pending(asker, request.vector_store_id);
  }
  Result<VectorStore> update(const Asker& asker, const UpdateVectorStoreRequest& request) {
    if (auto error = bad_labels(request.metadata)) return *std::move(error);
    if (request.expires_after) {
      if (auto error = bad_expiry(*request.expires_after)) return *std::move(error);
    }
    if (auto found = live(asker, request.vector_store_id); !found) return found.error();
    return reader_->records(asker).edit(request.vector_store_id, [&](VectorStore& store) {
      if (request.name) store.name = *request.name;
      if (request.name.is_null()) store.name = Text{};
      if (!request.metadata.absent()) store.metadata = request.metadata ? *request.metadata : Map<Text>{};
      if (request.expires_after) set_expiry(store, *request.expires_after);
      if (request.expires_after.is_null()) set_expiry(store, std::nullopt);
    });
  }
  Result<DeletedVectorStore> remove(const Asker& asker, const DeleteVectorStoreRequest& request) {
    const auto id = request.vector_store_id.str();
    const auto records = reader_->records(asker);
    if (const auto found = records.find(id); !found) return found.error();
    const auto files = records.files(id);
    if (!files) return files.error();
    const auto gone = asker.store->write(
        {{.collection = std::string{vector_stores_collection}, .remove = id, .if_revision = Change::present}});
    if (!gone) return is_conflict(gone.error()) ? no_vector_store(id) : gone.error();
    for (const auto& file : *files) static_cast<void>(reader_->blobs().remove(file.blob));
    forget(asker, id);
    DeletedVectorStore out;
    out.id = Text{id};
    return out;
  }
  Result<VectorStoreList> list(const Asker& asker, const ListVectorStoresRequest& request) {
    const auto range = page_of(request);
    if (!range) return range.error();
    return read_page<VectorStoreList>(*asker.store, vector_stores_collection, *range);
  }

  Result<VectorStoreSearchPage> search(const Asker& asker, const SearchVectorStoreRequest& request) {
    auto wanted = search_of(request);
    if (!wanted) return wanted.error();
    if (wanted->hybrid && !options_.keyword_index) return no_keyword_index();
    const auto id = request.vector_store_id.str();
    const auto found = live(asker, id);
    if (!found) return found.error();
    if (found->status == VectorStoreStatus::expired)
      return api_error(400, "The vector store '" + id + "' has expired.", "vector_store_expired", "vector_store_id");
    if (auto used = touch(asker, *found); !used) return used.error();
    VectorStoreSearchPage out;
    out.search_query = queries_of(request);
    out.next_page = Null{};
    const auto index = current_index(asker, id);
    if (!index) return index.error();
    const auto space = reader_->records(asker).vector_space(id);
    if (!space) return space.error();
    if (space->empty()) return out;  // nothing was ever read
    std::vector<std::string_view> texts(out.search_query.begin(), out.search_query.end());
    auto queries = reader_->embed(asker, *space, texts, {});
    if (!queries) return queries.error();
    wanted->queries = *std::move(queries);
    auto hits = (*index)->search(*wanted);
    if (!hits) return hits.error();
    out.data = *std::move(hits);
    return out;
  }

  Result<VectorStoreFile> add_file(const Asker& asker, const CreateVectorStoreFileRequest& request) {
    const BatchedFile file{
        .file_id = request.file_id, .chunking_strategy = request.chunking_strategy, .attributes = request.attributes};
    if (auto error = bad_file(file)) return *std::move(error);
    const auto id = request.vector_store_id.str();
    if (auto added = add(asker, id, {file}, nullptr); !added) return added.error();
    return pending_file(asker, id, request.file_id);
  }
  Result<VectorStoreFile> file(const Asker& asker, const RetrieveVectorStoreFileRequest& request) {
    if (auto found = pending(asker, request.vector_store_id); !found) return found.error();
    return pending_file(asker, request.vector_store_id, request.file_id);
  }
  Result<VectorStoreFile> relabel(const Asker& asker, const UpdateVectorStoreFileRequest& request) {
    if (auto error = bad_attributes(request.attributes)) return *std::move(error);
    if (auto found = live(asker, request.vector_store_id); !found) return found.error();
    return reader_->records(asker).relabel(request.vector_store_id, request.file_id, request.attributes);
  }
  Result<DeletedVectorStoreFile> take_out(const Asker& asker, const DeleteVectorStoreFileRequest& request) {
    if (auto found = live(asker, request.vector_store_id); !found) return found.error();
    const auto blob = reader_->records(asker).take_out(request.vector_store_id, request.file_id);
    if (!blob) return blob.error();
    static_cast<void>(reader_->blobs().remove(*blob));
    DeletedVectorStoreFile out;
    out.id = request.file_id;
    return out;
  }
  Result<VectorStoreFileList> list_files(const Asker& asker, const ListVectorStoreFilesRequest& request) {
    const auto range = page_of(request);
    if (!range) return range.error();
    if (auto found = pending(asker, request.vector_store_id); !found) return found.error();
    return read_page<VectorStoreFileList>(*asker.store, VectorStoreRecords::files_in(request.vector_store_id), *range);
  }
  Result<VectorStoreFileContent> content(const Asker& asker, const RetrieveVectorStoreFileContentRequest& request) {
    if (auto found = live(asker, request.vector_store_id); !found) return found.error();
    const auto file = reader_->records(asker).find_file(request.vector_store_id, request.file_id);
    if (!file) return file.error();
    VectorStoreFileContent out;
    out.next_page = Null{};
    if (file->value.status != VectorStoreFileStatus::completed) return out;
    const auto blob = reader_->blobs().open(file->blob);
    if (!blob) return blob.error();
    const auto data = read_file_data(**blob);
    if (!data) return data.error();
    BlobCursor from{**blob};
    from.skip(data->text_at);
    const auto text = from.take(data->text_size);
    if (!text) return text.error();
    FileContentPart part;
    part.type = Text::literal("text");
    part.text = Text{std::string_view{*text}};
    out.data.push_back(std::move(part));
    return out;
  }

  Result<VectorStoreFileBatch> add_batch(const Asker& asker, const CreateVectorStoreFileBatchRequest& request) {
    const auto files = batched_files(request);
    if (!files) return files.error();
    const auto id = request.vector_store_id.str();
    VectorStoreFileBatch batch;
    batch.id = Text{new_id("vsfb_")};
    batch.created_at = now();
    batch.vector_store_id = Text{id};
    if (auto added = add(asker, id, *files, &batch); !added) return added.error();
    return found_batch(asker, id, batch.id);
  }
  Result<VectorStoreFileBatch> batch(const Asker& asker, const RetrieveVectorStoreFileBatchRequest& request) {
    if (auto found = pending(asker, request.vector_store_id); !found) return found.error();
    return found_batch(asker, request.vector_store_id, request.batch_id);
  }
  Result<VectorStoreFileBatch> cancel(const Asker& asker, const CancelVectorStoreFileBatchRequest& request) {
    if (auto found = live(asker, request.vector_store_id); !found) return found.error();
    return reader_->records(asker).cancel(request.vector_store_id, request.batch_id);
  }
  Result<VectorStoreFileList> list_batch(const Asker& asker, const ListFilesInVectorStoreBatchRequest& request) {
    auto range = page_of(request);
    if (!range) return range.error();
    if (auto found = pending(asker, request.vector_store_id); !found) return found.error();
    if (auto found = found_batch(asker, request.vector_store_id, request.batch_id); !found) return found.error();
    range->tags.emplace_back("batch", request.batch_id.str());
    return read_page<VectorStoreFileList>(*asker.store, VectorStoreRecords::files_in(request.vector_store_id), *range);
  }

  const VectorStoresOptions& options() const { return options_; }

  // A file is no longer there: it goes from all vector stores that have it.
  void file_removed(const std::string& tenant, const std::string& file) const {
    const auto& base = files_->options().store;
    const Asker asker{.store = tenant_store(base, tenant), .tenant = tenant};
    ListRange range{.limit = 1000};
    for (;;) {
      const auto page = asker.store->list(vector_stores_collection, range);
      if (!page || page->records.empty()) return;
      for (const auto& record : page->records) {
        const auto blob = reader_->records(asker).take_out(record.id, file);
        if (blob) static_cast<void>(reader_->blobs().remove(*blob));
      }
      if (!page->has_more) return;
      range.after = page->records.back().id;
    }
  }

 private:
  std::int64_t now() const { return files_->options().clock->unix_time(); }
  std::string new_id(std::string_view prefix) const {
    const auto& id = files_->options().id;
    return id ? id(prefix) : random_id(prefix);
  }
  static void set_expiry(VectorStore& store, std::optional<VectorStoreExpiration> after) {
    store.expires_after = std::move(after);
    store.expires_at = Null{};
    if (store.expires_after) store.expires_at = *store.last_active_at + store.expires_after->days * 86400;
  }

  // Files as they are added. **Errors**: 404 for one that is not there.
  Result<std::vector<AddedFile>> added_files(const Asker& asker, const std::vector<BatchedFile>& files) const {
    std::vector<AddedFile> out;
    std::set<std::string> seen;
    for (const auto& file : files) {
      if (!seen.insert(file.file_id.str()).second) continue;
      if (const auto found = files_->find(asker.tenant, file.file_id); !found) return found.error();
      out.push_back({file, random_id("vsdata_"), asker.principal});
    }
    return out;
  }
  Result<void> add(const Asker& asker, const std::string& store, const std::vector<BatchedFile>& files,
                   const VectorStoreFileBatch* batch) {
    if (const auto found = live(asker, store); !found) return found.error();
    const auto added = added_files(asker, files);
    if (!added) return added.error();
    std::vector<std::string> dropped;
    if (auto kept = reader_->records(asker).add(store, *added, batch, dropped); !kept) return kept;
    for (const auto& blob : dropped) static_cast<void>(reader_->blobs().remove(blob));
    const auto reading = pending(asker, store);
    return reading ? Result<void>{} : Result<void>{reading.error()};
  }

  // A store; one whose time is over is emptied first.
  Result<VectorStore> live(const Asker& asker, std::string_view id) {
    const auto records = reader_->records(asker);
    const auto found = records.find(id);
    if (!found) return found.error();
    const auto& store = found->value;
    if (store.status == VectorStoreStatus::expired || !store.expires_at || *store.expires_at > now()) return store;
    const auto files = records.files(id);
    if (!files) return files.error();
    auto expired = records.edit(id, [](VectorStore& each) { each.status = VectorStoreStatus::expired; });
    for (const auto& file : *files) {
      const auto blob = records.take_out(id, file.value.id);
      if (blob) static_cast<void>(reader_->blobs().remove(*blob));
    }
    forget(asker, std::string{id});
    const auto emptied = records.find(id);
    return emptied ? Result<VectorStore>{emptied->value} : Result<VectorStore>{emptied.error()};
  }
  // The same, and what is in progress goes on, if it does not.
  Result<VectorStore> pending(const Asker& asker, std::string_view id) {
    auto found = live(asker, id);
    if (!found || found->file_counts.in_progress <= 0) return found;
    auto read = reader_->want(asker, std::string{id});
    if (!read) return read.error();
    return found;
  }
  Result<VectorStoreFile> pending_file(const Asker& asker, std::string_view store, std::string_view file) const {
    const auto found = reader_->records(asker).find_file(store, file);
    if (!found) return found.error();
    return found->value;
  }
  Result<VectorStoreFileBatch> found_batch(const Asker& asker, std::string_view store, std::string_view batch) const {
    const auto found = reader_->records(asker).find_batch(store, batch);
    if (!found) return found.error();
    return found->value;
  }
  // Says that a store was used; not more than once a minute.
  Result<void> touch(const Asker& asker, const VectorStore& store) const {
    if (now() - store.last_active_at.value_or(0) < 60) return {};
    const auto used = reader_->records(asker).edit(store.id, [&](VectorStore& each) {
      each.last_active_at = now();
      set_expiry(each, each.expires_after);
    });
    return used ? Result<void>{} : Result<void>{used.error()};
  }

  Result<std::shared_ptr<StoreIndex>> current_index(const Asker& asker, const std::string& id) {
    const auto records = reader_->records(asker);
    const auto version = records.content_version(id);
    if (!version) return version.error();
    const auto index = index_of(asker, id);
    if (index->version() >= *version) return index;
    const auto files = records.files(id, "completed");
    if (!files) return files.error();
    std::vector<ListedFile> listed;
    for (const auto& file : *files) listed.push_back({file.value.id.str(), file.blob, file.value.attributes});
    if (auto updated = index->update(*version, listed); !updated) return updated.error();
    return index;
  }
  std::shared_ptr<StoreIndex> index_of(const Asker& asker, const std::string& id) {
    const std::lock_guard lock{mutex_};
    auto& index = indexes_[{asker.tenant, id}];
    if (!index)
      index = std::make_shared<StoreIndex>(files_->options().blobs, options_.vector_index, options_.keyword_index);
    return index;
  }
  void forget(const Asker& asker, const std::string& id) {
    const std::lock_guard lock{mutex_};
    indexes_.erase({asker.tenant, id});
  }

  VectorStoresOptions options_;
  FileRepositoryPtr files_;
  std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, std::shared_ptr<StoreIndex>> indexes_;
  std::shared_ptr<VectorFileReader> reader_;
};

// Whether something is in progress that a client will ask for again.
template <class T>
bool is_in_progress(const T& response) {
  if constexpr (std::is_same_v<T, VectorStore>) return response.status == VectorStoreStatus::in_progress;
  if constexpr (std::is_same_v<T, VectorStoreFile> || std::is_same_v<T, VectorStoreFileBatch>)
    return response.status == VectorStoreFileStatus::in_progress;
  return false;
}

template <Operation Op>
void offer_vector(Backend& to, const std::shared_ptr<VectorStores>& kept,
                  Result<typename Op::Response> (VectorStores::*how)(const Asker&, const typename Op::Request&)) {
  using Response = typename Op::Response;
  to.on<Op>([kept, how](Parsed<typename Op::Request> request, const Context& context) {
    const Asker asker{kept->store_of(context), tenant_of(context), context.principal};
    return ask_store<Response>(
        kept->pool(), context, [kept, how, asker, request, passed = context.on_passed]() -> Result<Response> {
          auto got = (kept.get()->*how)(asker, *request);
          if (got && passed && is_in_progress(*got)) {
            Headers fields;
            fields.set("openai-poll-after-ms", std::to_string(kept->options().poll_after.count()));
            passed(std::move(fields));
          }
          return got;
        });
  });
}

}  // namespace detail

OAICOMPAT_INLINE Backend with_vector_stores(Backend beside, FileRepositoryPtr files, VectorStoresOptions options) {
  using detail::offer_vector;
  using detail::VectorStores;
  const auto kept = std::make_shared<VectorStores>(beside, files, options);
  files->on_removed([weak = std::weak_ptr{kept}](const std::string& tenant, const std::string& file) {
    if (const auto stores = weak.lock()) stores->file_removed(tenant, file);
  });
  offer_vector<CreateVectorStore>(beside, kept, &VectorStores::create);
  offer_vector<ListVectorStores>(beside, kept, &VectorStores::list);
  offer_vector<RetrieveVectorStore>(beside, kept, &VectorStores::retrieve);
  offer_vector<UpdateVectorStore>(beside, kept, &VectorStores::update);
  offer_vector<DeleteVectorStore>(beside, kept, &VectorStores::remove);
  offer_vector<SearchVectorStore>(beside, kept, &VectorStores::search);
  offer_vector<CreateVectorStoreFile>(beside, kept, &VectorStores::add_file);
  offer_vector<ListVectorStoreFiles>(beside, kept, &VectorStores::list_files);
  offer_vector<RetrieveVectorStoreFile>(beside, kept, &VectorStores::file);
  offer_vector<UpdateVectorStoreFile>(beside, kept, &VectorStores::relabel);
  offer_vector<DeleteVectorStoreFile>(beside, kept, &VectorStores::take_out);
  offer_vector<RetrieveVectorStoreFileContent>(beside, kept, &VectorStores::content);
  offer_vector<CreateVectorStoreFileBatch>(beside, kept, &VectorStores::add_batch);
  offer_vector<RetrieveVectorStoreFileBatch>(beside, kept, &VectorStores::batch);
  offer_vector<CancelVectorStoreFileBatch>(beside, kept, &VectorStores::cancel);
  offer_vector<ListFilesInVectorStoreBatch>(beside, kept, &VectorStores::list_batch);
  return beside;
}

}  // namespace oaicompat::inline v1
