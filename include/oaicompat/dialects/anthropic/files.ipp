// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/form_read.hpp>
#include <oaicompat/base/media_type.hpp>
#include <oaicompat/dialects/anthropic/ask.hpp>
#include <oaicompat/dialects/anthropic/batches.hpp>
#include <oaicompat/dialects/anthropic/said.hpp>
#include <oaicompat/dialects/wire_text.hpp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/resources/files/operations.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace oaicompat::inline v1::detail {

struct AnthropicFileForm {
  Upload file{};
  std::optional<std::int64_t> expires_in_seconds{};
  Extras extra{};
  bool operator==(const AnthropicFileForm&) const = default;
};
constexpr auto describe(Type<AnthropicFileForm>) {
  return object("AnthropicFileForm", field("file", &AnthropicFileForm::file),
                field("expires_in_seconds", &AnthropicFileForm::expires_in_seconds));
}

OAICOMPAT_INLINE Bytes anthropic_file(const FileObject& file) {
  JsonObjectText out;
  out.add("id", file.id).add("type", "file").add("filename", file.filename);
  out.add("mime_type", v1::media_type_of({}, file.filename.view())).number("size_bytes", file.bytes);
  // What callers sent is not given back, as a server of files has it by default.
  const bool sent = file.purpose == FilePurpose::user_data || file.purpose == FilePurpose::assistants;
  out.add("created_at", rfc3339(file.created_at)).raw("downloadable", sent ? "false" : "true");
  file.expires_at ? out.add("expires_at", rfc3339(*file.expires_at)) : out.raw("expires_at", "null");
  return out.take().text.str();
}

// A file's bytes.
class AnthropicDownload final : public Stream<Part> {
 public:
  AnthropicDownload(StreamPtr<Event<DownloadFile>> events, Context context)
      : events_{std::move(events)}, context_{std::move(context)} {}
  Pull pull(Part& out) override {
    if (refusal_) return refusal_->pull(out);
    if (headed_ && !piece_.body.empty()) {
      out = std::exchange(piece_.body, {});
      return Pull::some;
    }
    const auto pulled = events_->pull(piece_);
    if (headed_ && pulled == Pull::some) return pull(out);
    if (headed_ || pulled == Pull::wait) return pulled;
    if (pulled == Pull::fail) {
      refusal_ = anthropic_refusal(events_->error(), context_);
      return refusal_->pull(out);
    }
    headed_ = true;
    const auto& type = piece_.content_type;
    out = Head{.status = 200, .headers = {{"content-type", type.empty() ? "application/octet-stream" : type}}};
    return Pull::some;
  }
  void when_ready(Wake wake) override { events_->when_ready(std::move(wake)); }
  Error error() const override { return events_->error(); }

 private:
  StreamPtr<Event<DownloadFile>> events_;
  const Context context_;
  Event<DownloadFile> piece_;
  Answer refusal_;
  bool headed_ = false;
};

inline Answer create_anthropic_file(const Backend& backend, Request request) {
  const auto* type = request.headers.find("content-type");
  const auto form = parse_form<AnthropicFileForm>(std::move(request.body), type ? *type : "");
  if (!form) return anthropic_refusal(form.error(), request.context);
  CreateFileRequest made{.file = (*form)->file, .purpose = FilePurpose::user_data};
  if (const auto seconds = (*form)->expires_in_seconds) made.expires_after.emplace().seconds = *seconds;
  return ask_backend<CreateFile>(backend, {std::move(made), keeper_of(*form)}, request.context,
                                 [](const FileObject& file) { return json_answer(200, anthropic_file(file)); });
}

// The older form of the list has ids at its ends, the newer one a token for the next page.
inline Answer list_anthropic_files(const Backend& backend, const Request& request) {
  ListFilesRequest asked{.limit = 20};
  std::set<std::string> ids;
  for (const auto& [name, value] : query_members(request.query)) {
    if (name == "limit") std::from_chars(value.data(), value.data() + value.size(), *asked.limit);
    if (name == "after_id" || name == "page") asked.after = Text{value};
    if (name == "ids" || name == "ids[]") ids.insert(value);
  }
  asked.limit = ids.empty() ? std::clamp<std::int64_t>(*asked.limit, 1, 1000) : 10'000;
  const auto* beta = request.headers.find("anthropic-beta");
  const bool older = beta && beta->find("files-api-2025-04-14") != beta->npos;
  return ask_backend<ListFiles>(backend, std::move(asked), request.context, [ids, older](const FileList& list) {
    JsonArrayText data;
    for (const auto& each : list.data) {
      if (ids.empty() || ids.contains(each.id.str())) data.add(anthropic_file(each));
    }
    const bool more = list.has_more && ids.empty() && !list.data.empty();
    JsonObjectText out;
    out.raw("data", data.take().text.view());
    if (!older) {
      more ? out.add("next_page", list.data.back().id) : out.raw("next_page", "null");
      return json_answer(200, out.take().text.str());
    }
    out.raw("has_more", more ? "true" : "false");
    list.data.empty() ? out.raw("first_id", "null") : out.add("first_id", list.data.front().id);
    list.data.empty() ? out.raw("last_id", "null") : out.add("last_id", list.data.back().id);
    return json_answer(200, out.take().text.str());
  });
}

OAICOMPAT_INLINE Answer serve_anthropic_files(const Backend& backend, std::string_view below, Request request) {
  const bool gets = request.method == "GET";
  if (below.empty() && request.method == "POST") return create_anthropic_file(backend, std::move(request));
  if (below.empty() && gets) return list_anthropic_files(backend, request);
  if (below.empty()) return anthropic_not_found(request);
  const Text id{percent_decoded(below.substr(1, below.find('/', 1) - 1))};
  const auto does = below.substr(std::min(below.find('/', 1), below.size()));
  if (does == "/content" && gets) {
    auto events = backend.run<DownloadFile>(DownloadFileRequest{.file_id = id}, Context{request.context});
    if (!events) return anthropic_refusal(no_answer(), request.context);
    return std::make_unique<AnthropicDownload>(std::move(events), std::move(request.context));
  }
  if (does.empty() && gets) {
    return ask_backend<RetrieveFile>(backend, RetrieveFileRequest{.file_id = id}, request.context,
                                     [](const FileObject& file) { return json_answer(200, anthropic_file(file)); });
  }
  if (does.empty() && request.method == "DELETE") {
    return ask_backend<DeleteFile>(
        backend, DeleteFileRequest{.file_id = id}, request.context, [](const DeletedFile& gone) {
          return json_answer(200, JsonObjectText{}.add("id", gone.id).add("type", "file_deleted").take().text.str());
        });
  }
  return anthropic_not_found(request);
}

}  // namespace oaicompat::inline v1::detail
