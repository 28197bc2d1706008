// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/anthropic/ask.hpp>
#include <oaicompat/dialects/anthropic/batch_form.ipp>
#include <oaicompat/dialects/anthropic/batches.hpp>
#include <oaicompat/dialects/anthropic/said.hpp>
#include <oaicompat/dialects/anthropic/serve.hpp>
#include <oaicompat/dialects/told.hpp>
#include <oaicompat/dialects/wire_text.hpp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/json/describe.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/resources/batches/codec.hpp>
#include <oaicompat/resources/batches/operations.hpp>
#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/resources/files/operations.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

struct AnthropicBatchItem {
  Text custom_id{};
  Json params{};
  Extras extra{};
  bool operator==(const AnthropicBatchItem&) const = default;
};
struct AnthropicBatchRequest {
  std::vector<AnthropicBatchItem> requests{};
  Extras extra{};
  bool operator==(const AnthropicBatchRequest&) const = default;
};
constexpr auto describe(Type<AnthropicBatchItem>) {
  return object("AnthropicBatchItem", field("custom_id", &AnthropicBatchItem::custom_id),
                field("params", &AnthropicBatchItem::params));
}
constexpr auto describe(Type<AnthropicBatchRequest>) {
  return object("AnthropicBatchRequest", field("requests", &AnthropicBatchRequest::requests));
}

// --- making one ----------------------------------------------------------------------------------------------------

inline bool is_custom_id(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

// One request as a line of the file that is worked through.
inline Result<Bytes> batch_line(const AnthropicBatchItem& item, const ServeAnthropicOptions& options,
                                LossReport& losses) {
  const auto params = parse_owned<AnthropicRequest>(item.params.text.view(), options.reading);
  if (!params) return params.error();
  if (const auto error = check_anthropic(*params)) return *error;
  auto chat = to_chat(*params, options, losses);
  if (!chat) return chat.error();
  chat->stream.reset();
  chat->stream_options.reset();
  BatchLine line;
  line.custom_id = item.custom_id;
  line.method = Text::literal("POST");
  line.url = Text::literal("/v1/chat/completions");
  line.body = Json{Text{to_json(*chat)}};
  return to_json(line) + "\n";
}
inline Result<Bytes> batch_lines(const AnthropicBatchRequest& request, const ServeAnthropicOptions& options,
                                 LossReport& losses) {
  if (request.requests.empty())
    return api_error(400, "requests: List should have at least 1 item", "invalid_value", "requests");
  Bytes out;
  std::set<std::string_view> ids;
  for (std::size_t i = 0; i < request.requests.size(); ++i) {
    const auto& item = request.requests[i];
    const auto path = path_in("requests", i);
    const auto named = path + ".custom_id";
    if (!is_custom_id(item.custom_id.view()))
      return api_error(400, named + ": must be 1 to 64 letters, digits, '_' or '-'", "invalid_value", named);
    if (!ids.insert(item.custom_id.view()).second)
      return api_error(400, named + ": another request has the same", "duplicate_custom_id", named);
    auto line = batch_line(item, options, losses);
    if (!line) {
      auto error = line.error();
      error.param = path + ".params" + (error.param.empty() ? "" : ".") + error.param;
      error.message = error.param + ": " + error.message;
      return error;
    }
    out += *line;
  }
  return out;
}

// --- the calls -----------------------------------------------------------------------------------------------------

// Who asks for batches, and where their results are read.
struct AnthropicBatches {
  Backend backend;
  Context context;
  std::string root;  // the path of the batches

  std::string results_of(const Batch& batch) const {
    return fmt::format("{}/{}/results", root, message_batch_id(batch.id));
  }
  Answer tell(const Batch& batch) const { return json_answer(200, message_batch(batch, results_of(batch))); }
  Answer refuse(Error error) const { return anthropic_refusal(std::move(error), context); }
  template <Operation Op>
  Answer ask(typename Op::Request asked, typename AnthropicAsked<Op>::Next next) const {
    return ask_backend<Op>(backend, std::move(asked), context, std::move(next));
  }

  Answer create(std::string_view lines, std::size_t count) const {
    CreateFileRequest file{.purpose = FilePurpose::batch};
    file.file = {.filename = Text::literal("requests.jsonl"),
                 .content_type = Text::literal("application/jsonl"),
                 .body = Text{lines}};
    return ask<CreateFile>(std::move(file), [self = *this, count](const FileObject& kept) {
      CreateBatchRequest batch{.endpoint = BatchEndpoint::chat_completions};
      batch.input_file_id = Text{kept.id.str()};
      batch.metadata.emplace().set(message_batch_label, Text{std::to_string(count)});
      return self.ask<CreateBatch>(std::move(batch), [self](const Batch& made) { return self.tell(made); });
    });
  }
  // A batch whose requests were removed is not there any more.
  Answer with(std::string_view id, std::function<Answer(const Batch&)> next) const {
    RetrieveBatchRequest asked;
    asked.batch_id = Text{batch_id_of(id)};
    return ask<RetrieveBatch>(std::move(asked), [self = *this, next = std::move(next)](const Batch& batch) {
      if (!is_message_batch(batch)) return self.refuse(self.none(batch.id));
      RetrieveFileRequest input;
      input.file_id = Text{batch.input_file_id.str()};
      return self.ask<RetrieveFile>(std::move(input), [batch, next](const FileObject&) { return next(batch); });
    });
  }
  Error none(std::string_view id) const {
    return api_error(404, "No such batch: " + message_batch_id(id) + ".", "not_found");
  }
  Answer cancel(std::string_view id) const {
    return with(id, [self = *this](const Batch& batch) {
      if (ended_at(batch)) return self.refuse(api_error(400, "The batch has ended.", "invalid_value"));
      CancelBatchRequest asked;
      asked.batch_id = Text{batch.id.str()};
      return self.ask<CancelBatch>(std::move(asked), [self](const Batch& now) { return self.tell(now); });
    });
  }
  // The results' files go first: the one of the requests stands for the batch.
  Answer remove(std::string_view id) const {
    return with(id, [self = *this](const Batch& batch) {
      if (!ended_at(batch))
        return self.refuse(api_error(400, "The batch has not ended: cancel it first.", "invalid_value"));
      std::deque<std::string> files;
      for (const auto* each : {&batch.output_file_id, &batch.error_file_id}) {
        if (*each) files.push_back((*each)->str());
      }
      files.push_back(batch.input_file_id.str());
      return self.remove_files(std::move(files), message_batch_id(batch.id));
    });
  }
  Answer remove_files(std::deque<std::string> files, std::string id) const {
    DeleteFileRequest asked;
    asked.file_id = Text{files.front()};
    files.pop_front();
    return ask<DeleteFile>(std::move(asked), [self = *this, files, id](const DeletedFile&) {
      if (!files.empty()) return self.remove_files(files, id);
      return json_answer(200, JsonObjectText{}.add("id", id).add("type", "message_batch_deleted").take().text.str());
    });
  }
  Answer results(std::string_view id) const;
  Answer list(std::string_view query) const;
  Answer page(std::vector<Batch> batches, bool more, bool backwards, std::size_t limit) const;
  Answer page_before(std::string before, std::size_t limit, std::vector<Batch> seen) const;
};

// What came of the requests, a line each, out of one file after the other.
class AnthropicResults final : public Stream<Part> {
 public:
  AnthropicResults(AnthropicBatches asked, std::deque<std::string> files)
      : asked_{std::move(asked)}, files_{std::move(files)} {}
  Pull pull(Part& out) override {
    if (!std::exchange(headed_, true)) {
      out = Head{.status = 200, .headers = {{"content-type", "application/x-jsonl"}}};
      return Pull::some;
    }
    Bytes lines;
    while (lines.empty()) {
      if (!events_ && !open()) return Pull::end;
      switch (events_->pull(piece_)) {
        case Pull::wait: return Pull::wait;
        case Pull::fail: return Pull::fail;
        case Pull::end:
          take_lines(lines, true);
          events_.reset();
          break;
        case Pull::some:
          held_ += piece_.body;
          take_lines(lines, false);
          break;
      }
    }
    out = std::move(lines);
    return Pull::some;
  }
  void when_ready(Wake wake) override { events_ ? events_->when_ready(std::move(wake)) : wake(); }
  Error error() const override { return events_ ? events_->error() : Error{}; }

 private:
  bool open() {
    if (files_.empty()) return false;
    DownloadFileRequest file;
    file.file_id = Text{files_.front()};
    files_.pop_front();
    events_ = asked_.backend.run<DownloadFile>(Parsed<DownloadFileRequest>{std::move(file)}, Context{asked_.context});
    return events_ != nullptr;
  }
  void take_lines(Bytes& out, bool all) {
    std::size_t from = 0;
    for (auto end = held_.find('\n'); end != held_.npos; end = held_.find('\n', from)) {
      out += message_batch_result(std::string_view{held_}.substr(from, end - from));
      from = end + 1;
    }
    held_.erase(0, from);
    if (all) out += message_batch_result(std::exchange(held_, {}));
  }

  const AnthropicBatches asked_;
  std::deque<std::string> files_;
  StreamPtr<Event<DownloadFile>> events_;
  Event<DownloadFile> piece_;
  Bytes held_;
  bool headed_ = false;
};

OAICOMPAT_INLINE Answer AnthropicBatches::results(std::string_view id) const {
  return with(id, [self = *this](const Batch& batch) -> Answer {
    if (!ended_at(batch)) return self.refuse(api_error(404, "The batch has no results yet.", "not_found"));
    std::deque<std::string> files;
    for (const auto* each : {&batch.output_file_id, &batch.error_file_id}) {
      if (*each) files.push_back((*each)->str());
    }
    return std::make_unique<AnthropicResults>(self, std::move(files));
  });
}

// --- lists ---------------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE Answer AnthropicBatches::page(std::vector<Batch> batches, bool more, bool backwards,
                                               std::size_t limit) const {
  if (backwards && batches.size() > limit) {
    batches.erase(batches.begin(), batches.end() - static_cast<std::ptrdiff_t>(limit));
    more = true;
  }
  ListFilesRequest inputs;  // a batch whose requests were removed is not there any more
  inputs.purpose = Text::literal("batch");
  return ask<ListFiles>(std::move(inputs), [self = *this, batches = std::move(batches), more](const FileList& files) {
    std::set<std::string> there;
    for (const auto& each : files.data) there.insert(each.id.str());
    JsonArrayText data;
    for (const auto& each : batches) {
      if (is_message_batch(each) && there.contains(each.input_file_id.str()))
        data.add(message_batch(each, self.results_of(each)));
    }
    JsonObjectText out;
    out.raw("data", data.take().text.view()).raw("has_more", more ? "true" : "false");
    const auto name = [&](std::string_view member, bool first) {
      if (batches.empty()) return void(out.raw(member, "null"));
      out.add(member, message_batch_id((first ? batches.front() : batches.back()).id));
    };
    name("first_id", true);
    name("last_id", false);
    return json_answer(200, out.take().text.str());
  });
}
// Batches are listed from the newest on alone: those before one are looked for from there, among 10,000 at most.
OAICOMPAT_INLINE Answer AnthropicBatches::page_before(std::string before, std::size_t limit,
                                                      std::vector<Batch> seen) const {
  ListBatchesRequest asked{.limit = 100};
  if (!seen.empty()) asked.after = Text{seen.back().id.str()};
  return ask<ListBatches>(std::move(asked), [self = *this, before, limit, seen](const BatchList& list) mutable {
    constexpr std::size_t most = 10'000;
    for (const auto& each : list.data) {
      if (each.id == before) return self.page(std::move(seen), false, true, limit);
      seen.push_back(each);
    }
    if (!list.has_more || list.data.empty() || seen.size() >= most) return self.refuse(self.none(before));
    return self.page_before(before, limit, std::move(seen));
  });
}
OAICOMPAT_INLINE Answer AnthropicBatches::list(std::string_view query) const {
  std::int64_t limit = 20;
  std::string before, after;
  for (const auto& [name, value] : query_members(query)) {
    if (name == "limit") std::from_chars(value.data(), value.data() + value.size(), limit);
    if (name == "before_id") before = batch_id_of(value);
    if (name == "after_id") after = batch_id_of(value);
  }
  limit = std::clamp<std::int64_t>(limit, 1, 100);
  if (!before.empty()) return page_before(before, static_cast<std::size_t>(limit), {});
  ListBatchesRequest asked{.limit = limit};
  if (!after.empty()) asked.after = Text{after};
  return ask<ListBatches>(std::move(asked), [self = *this, limit](const BatchList& list) {
    return self.page(list.data, list.has_more, false, static_cast<std::size_t>(limit));
  });
}

OAICOMPAT_INLINE Answer serve_anthropic_batches(const Backend& backend, const ServeAnthropicOptions& options,
                                                std::string_view below, Request request) {
  const AnthropicBatches asked{backend, request.context, options.prefix + "/messages/batches"};
  const bool gets = request.method == "GET", posts = request.method == "POST";
  if (below.empty() && gets) return asked.list(request.query);
  if (below.empty() && posts) {
    auto read = parse<AnthropicBatchRequest>(request.body.take(), options.reading);
    if (!read) return asked.refuse(read.error());
    LossReport losses;
    auto lines = batch_lines(**read, options, losses);
    if (!lines) return asked.refuse(lines.error());
    if (options.losses == Losses::refused) {
      if (const auto refusal = losses.refusal()) return asked.refuse(*refusal);
    }
    tell_losses(request.context, losses);
    return asked.create(*lines, (*read)->requests.size());
  }
  if (below.empty()) return anthropic_not_found(request);
  const auto id = percent_decoded(below.substr(1, below.find('/', 1) - 1));
  const auto does = below.substr(std::min(below.find('/', 1), below.size()));
  if (does.empty() && gets) return asked.with(id, [asked](const Batch& batch) { return asked.tell(batch); });
  if (does.empty() && request.method == "DELETE") return asked.remove(id);
  if (does == "/cancel" && posts) return asked.cancel(id);
  if (does == "/results" && gets) return asked.results(id);
  return anthropic_not_found(request);
}

}  // namespace oaicompat::inline v1::detail
