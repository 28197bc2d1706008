// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/file.hpp>
#include <oaicompat/resources/files/checks.hpp>
#include <oaicompat/resources/files/download.hpp>
#include <oaicompat/resources/files/operations.hpp>
#include <oaicompat/resources/files/pieces.hpp>
#include <oaicompat/resources/files/service.hpp>
#include <oaicompat/resources/request_store.hpp>

#include <string>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

class StoredFiles : public std::enable_shared_from_this<StoredFiles> {
 public:
  StoredFiles(FileRepositoryPtr files, FilesOptions options)
      : files_{std::move(files)}, options_{std::move(options)}, requests_{nullptr, options_.pool} {}

  WorkerPool& pool() const { return requests_.pool(); }
  void sweep() const { files_->sweep_if_due(); }

  Result<FileObject> create(const Parsed<CreateFileRequest>& request, const Context& context) const {
    const auto& file = request->file;
    if (auto error = bad_purpose(request->purpose)) return *std::move(error);
    if (auto error = bad_expiry(request->expires_after)) return *std::move(error);
    const auto purpose = *request->purpose.known();
    if (file.body.size() > options_.max_file_bytes) return file_too_large(options_.max_file_bytes, "file");
    if (auto error = bad_form_of(purpose, file.filename, file.body.size())) return *std::move(error);
    if (auto error = bad_first_line(purpose, file.body)) return *std::move(error);
    auto name = file_name_of(file.filename);
    auto out =
        files_->create(tenant_of(context),
                       {.filename = name.empty() ? "upload" : std::move(name),
                        .purpose = purpose,
                        .expires_after = expiry_of(request->expires_after, purpose, options_.batch_expires_after)});
    if (!out) return out.error();
    auto written = write_pieces(file.body, request.keeper(), context.stop,
                                [&](std::string_view piece) { return out->write(piece); });
    if (!written) return written.error();
    return out->finish();
  }

  Result<FileList> list(const Parsed<ListFilesRequest>& request, const Context& context) const {
    auto range = range_of(*request, ListOrder::desc, {.standard = 10000, .least = 1, .most = 10000});
    if (!range) return range.error();
    if (request->purpose) {
      const OpenEnum<FilePurpose> purpose{request->purpose->view()};
      if (!purpose.known()) return unknown_purpose(*request->purpose);
      range->tags = {{"purpose", request->purpose->str()}};
    }
    return files_->list(tenant_of(context), *range);
  }

  Result<FileObject> retrieve(const Parsed<RetrieveFileRequest>& request, const Context& context) const {
    return files_->find(tenant_of(context), request->file_id);
  }

  Result<DeletedFile> forget(const Parsed<DeleteFileRequest>& request, const Context& context) const {
    // One whose time is over is not there to be removed.
    if (auto found = files_->find(tenant_of(context), request->file_id); !found) return found.error();
    if (auto gone = files_->remove(tenant_of(context), request->file_id); !gone) return gone.error();
    return DeletedFile{.id = Text{request->file_id}};
  }

  // What a download begins with.
  Result<Headers> begin(FileDownload& download, const DownloadFileRequest& request, const Context& context) const {
    auto open = files_->open(tenant_of(context), request.file_id);
    if (!open) return open.error();
    const auto& purpose = open->file.purpose;
    const bool kept_back = purpose == FilePurpose::assistants || purpose == FilePurpose::user_data;
    if (kept_back && options_.downloads == FileDownloads::as_openai) {
      return api_error(400, "Not allowed to download files of purpose: " + std::string{purpose.word()}, "", "file_id");
    }
    // Nothing says which version a caller has: with `If-Range` all is sent.
    const bool whole = !header_of(context, "if-range").empty();
    return download.begin(*std::move(open), whole ? std::string_view{} : header_of(context, "range"));
  }

 private:
  static Error unknown_purpose(const Text& word) {
    return api_error(400, "Invalid value: '" + word.str().substr(0, 64) + "' is no purpose of a file.", "invalid_value",
                     "purpose");
  }

  const FileRepositoryPtr files_;
  const FilesOptions options_;
  const RequestStore requests_;
};

// Reads a piece a pull, each on a thread of the pool: a caller that reads slowly holds none.
class DownloadStream final : public Stream<BinaryContent> {
 public:
  DownloadStream(std::shared_ptr<const StoredFiles> files, Parsed<DownloadFileRequest> request, Context context)
      : state_{std::make_shared<State>(State{std::move(files), std::move(request), std::move(context), {}})} {}

  Pull pull(BinaryContent& out) override {
    for (;;) {
      if (!piece_) {
        if (std::exchange(began_, true) && state_->download.ended()) return Pull::end;
        piece_ = ask_store<BinaryContent>(state_->files->pool(), state_->context,
                                          [state = state_] { return state->next(); });
      }
      const auto got = piece_->pull(out);
      if (got != Pull::end) return got;
      piece_.reset();
    }
  }
  void when_ready(Wake wake) override { piece_ ? piece_->when_ready(std::move(wake)) : wake(); }
  Error error() const override { return piece_ ? piece_->error() : Error{}; }

 private:
  struct State {
    const std::shared_ptr<const StoredFiles> files;
    const Parsed<DownloadFileRequest> request;
    const Context context;
    FileDownload download;
    bool headed = false;

    Result<BinaryContent> next() {
      if (!std::exchange(headed, true)) {
        auto fields = files->begin(download, *request, context);
        if (!fields) return fields.error();
        if (context.on_passed) context.on_passed(*std::move(fields));
      }
      return download.next();
    }
  };
  const std::shared_ptr<State> state_;
  bool began_ = false;
  StreamPtr<BinaryContent> piece_;
};

}  // namespace detail

OAICOMPAT_INLINE Backend with_files(Backend beside, FileRepositoryPtr files, FilesOptions options) {
  using detail::offer_kept;
  using detail::StoredFiles;
  const auto kept = std::make_shared<const StoredFiles>(std::move(files), std::move(options));
  offer_kept<CreateFile>(beside, kept, &StoredFiles::create);
  offer_kept<ListFiles>(beside, kept, &StoredFiles::list);
  offer_kept<RetrieveFile>(beside, kept, &StoredFiles::retrieve);
  offer_kept<DeleteFile>(beside, kept, &StoredFiles::forget);
  beside.on<DownloadFile>([kept](Parsed<DownloadFileRequest> request, Context context) {
    return std::make_unique<detail::DownloadStream>(kept, std::move(request), std::move(context));
  });
  return beside;
}

}  // namespace oaicompat::inline v1
