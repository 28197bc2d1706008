// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/batches/codec.hpp>
#include <oaicompat/resources/batches/input.hpp>
#include <oaicompat/resources/batches/records.hpp>
#include <oaicompat/resources/embeddings/codec.hpp>

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace oaicompat::inline v1::detail {

// --- lines ---------------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE Result<bool> BatchLineReader::next(std::string& line) {
  while (true) {
    auto read = read_line(line);
    if (!read || !*read) return read;
    ++number_;
    if (number_ == 1 && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
    if (line.find_first_not_of(" \t\r") != line.npos) return true;
  }
}

OAICOMPAT_INLINE Result<bool> BatchLineReader::read_line(std::string& line) {
  constexpr std::size_t piece = std::size_t{64} << 10;
  line.clear();
  for (bool began = false;; began = true) {
    if (at_ == piece_.size()) {
      auto more = file_->read(offset_, piece);
      if (!more) return more.error();
      piece_ = *std::move(more);
      offset_ += piece_.size();
      at_ = 0;
      if (piece_.empty()) return began && !line.empty();
    }
    const auto end = piece_.find('\n', at_);
    line.append(piece_, at_, end == piece_.npos ? piece_.npos : end - at_);
    at_ = end == piece_.npos ? piece_.size() : end + 1;
    if (line.size() > max_line_bytes_)
      return api_error(
          400, "Line " + std::to_string(number_ + 1) + " has more than " + std::to_string(max_line_bytes_) + " bytes.");
    if (end != piece_.npos) return true;
  }
}

// --- what they must be ---------------------------------------------------------------------------------------------

// Looks at one line after the other.
class BatchChecker {
 public:
  explicit BatchChecker(const BatchRules& rules) : rules_{rules} {}

  void look(std::string_view line, std::int64_t number) {
    number_ = number;
    ++found.lines;
    const auto read = parse_owned<BatchLine>(line);
    if (!read) return unreadable(read.error());
    if (!read->custom_id) missing("custom_id");
    if (read->custom_id && !ids_.insert(read->custom_id->str()).second)
      add("duplicate_custom_id", "The custom_id '" + read->custom_id->str() + "' is of an earlier request of the file.",
          "custom_id");
    if (!read->method) missing("method");
    if (read->method && *read->method != "POST")
      add("invalid_method", "The method of a batch request must be POST.", "method");
    if (!read->url) missing("url");
    if (read->url && *read->url != rules_.endpoint)
      add("invalid_url", "The URL provided for this request does not match the batch endpoint.", "url");
    if (!read->body) return missing("body");
    look_at_body(read->body->view());
  }
  // What is wrong with the file as a whole.
  void end() {
    if (found.lines == 0)
      add("empty_file", "The input file is empty. Please ensure that the batch contains at least one request.");
    if (too_many_lines())
      add("too_many_requests", "The input file has more than " + std::to_string(rules_.max_lines) + " requests.");
    if (inputs_ > rules_.max_inputs)
      add("too_many_inputs", "The requests have more than " + std::to_string(rules_.max_inputs) + " inputs in all.");
    if (!found.model || !rules_.bad_model) return;
    auto bad = rules_.bad_model(*found.model);
    if (!bad) return;
    bad->line = model_line_;
    add(*std::move(bad));
  }
  bool too_many_lines() const { return static_cast<std::size_t>(found.lines) > rules_.max_lines; }
  bool too_many_errors() const { return found.errors.size() >= rules_.max_errors; }
  void add(std::string_view code, std::string message, std::string_view param = {}) {
    add(batch_error(code, std::move(message), param, number_));
  }
  void too_long(std::int64_t number, std::string why) {
    number_ = number;
    ++found.lines;
    add("line_too_long", std::move(why));
  }
  void about_file() { number_ = 0; }

  CheckedBatch found{};

 private:
  void add(BatchError error) {
    if (!too_many_errors()) found.errors.push_back(std::move(error));
  }
  void missing(const std::string& member) {
    add("missing_required_parameter", "Missing required parameter: '" + member + "'.", member);
  }
  void unreadable(const Error& error) {
    if (error.code == "invalid_json") return add("invalid_json_line", "This line is not parseable as valid JSON.");
    add("invalid_type", error.message, error.param);
  }
  void look_at_body(std::string_view body) {
    const auto read = parse_owned<BatchedBody>(body);
    if (!read) {
      const auto& error = read.error();
      return add("invalid_request", error.message, error.param.empty() ? "body" : "body." + error.param);
    }
    if (read->stream.value_or(false)) {
      const bool chat = rules_.endpoint == "/v1/chat/completions";
      add("streaming_unsupported",
          std::string{chat ? "Chat Completions: " : ""} + "Streaming is not supported in the Batch API.",
          "body.stream");
    }
    if (read->model) look_at_model(*read->model);
    if (!read->model && names_model(rules_.endpoint))
      add("invalid_request", "Model parameter is required.", "body.model");
    if (rules_.endpoint == "/v1/chat/completions" && !read->messages)
      add("invalid_request", "Messages parameter is required.", "body.messages");
    if (rules_.endpoint == "/v1/embeddings" && read->input) count_inputs(body);
  }
  void look_at_model(const Text& model) {
    if (!found.model) {
      found.model = model;
      model_line_ = number_;
    } else if (*found.model != model) {
      add("mismatched_model",
          "The model '" + model.str() + "' is not that of the other requests of the file, '" + found.model->str() +
              "'.",
          "body.model");
    }
  }
  void count_inputs(std::string_view body) {
    const auto read = parse_owned<EmbeddingRequest>(body, {.reading = Reading::lenient});
    if (!read) return;
    const auto* list = read->input.get_if<std::vector<PromptItem>>();
    const bool is_one = !list || (!list->empty() && list->front().get_if<std::int64_t>());  // text, or its tokens
    inputs_ += is_one ? 1 : list->size();
  }

  const BatchRules& rules_;
  std::unordered_set<std::string> ids_;
  std::int64_t number_ = 0, model_line_ = 0;
  std::size_t inputs_ = 0;
};

OAICOMPAT_INLINE Result<CheckedBatch> check_batch(const BlobReaderPtr& file, const BatchRules& rules,
                                                  const std::stop_token& stop) {
  BatchChecker checker{rules};
  if (file->size() > rules.max_bytes) {
    checker.add("file_too_large", "The input file has more than " + std::to_string(rules.max_bytes) + " bytes.");
    return std::move(checker.found);
  }
  BatchLineReader lines{file, rules.max_line_bytes};
  std::string line;
  while (!checker.too_many_lines() && !checker.too_many_errors()) {
    if (stop.stop_requested()) return local_error(ErrorKind::cancelled, "The batch is no longer wanted.");
    const auto more = lines.next(line);
    if (!more && more.error().status == 400) {
      checker.too_long(lines.number() + 1, more.error().message);
      break;
    }
    if (!more) return more.error();
    if (!*more) break;
    checker.look(line, lines.number());
  }
  checker.about_file();
  checker.end();
  return std::move(checker.found);
}

}  // namespace oaicompat::inline v1::detail
