// The requests of a batch, run on several threads, as part of service.ipp.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/blocking.hpp>
#include <oaicompat/base/guarded.hpp>
#include <oaicompat/http/answer.hpp>
#include <oaicompat/http/retry_fields.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/batches/run.ipp>

#include <algorithm>
#include <string>
#include <utility>

namespace oaicompat::inline v1::detail {

// The id of a request in its batch, the same whenever it is run.
inline std::string batch_request_id(std::string_view batch, std::int64_t line) {
  if (batch.starts_with("batch_")) batch.remove_prefix(6);
  return "batch_req_" + std::string{batch} + "_" + std::to_string(line);
}

inline void add_usage(BatchUsage& sum, std::string_view body) {
  const auto read = parse_owned<BatchedAnswer>(body, {.reading = Reading::lenient});
  if (!read || !read->usage) return;
  const auto& usage = *read->usage;
  const auto first = [](const auto& one, const auto& other) { return one ? *one : other.value_or(0); };
  const auto details = [](const auto& one, const auto& other) { return one ? *one : other.value_or(BatchedTokens{}); };
  const auto in = first(usage.prompt_tokens, usage.input_tokens);
  const auto out = first(usage.completion_tokens, usage.output_tokens);
  sum.input_tokens += in;
  sum.output_tokens += out;
  sum.total_tokens += usage.total_tokens.value_or(in + out);
  sum.input_tokens_details.cached_tokens +=
      details(usage.prompt_tokens_details, usage.input_tokens_details).cached_tokens.value_or(0);
  sum.output_tokens_details.reasoning_tokens +=
      details(usage.completion_tokens_details, usage.output_tokens_details).reasoning_tokens.value_or(0);
}
inline void add_usage(BatchUsage& sum, const BatchUsage& more) {
  sum.input_tokens += more.input_tokens;
  sum.output_tokens += more.output_tokens;
  sum.total_tokens += more.total_tokens;
  sum.input_tokens_details.cached_tokens += more.input_tokens_details.cached_tokens;
  sum.output_tokens_details.reasoning_tokens += more.output_tokens_details.reasoning_tokens;
}

// A body as JSON in one line; what is not JSON as a string.
inline std::string json_line(const Collected& got) {
  if (!got.head.headers.get("content-type").starts_with("application/json")) {
    std::string out;
    write_quoted(out, got.body);
    return out;
  }
  auto out = got.body.empty() ? std::string{"null"} : got.body;
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return out;
}

class BatchRun::Lines {
 public:
  Lines(BatchRun& batch, BlobReaderPtr file)
      : batch_{batch},
        endpoint_{batch.batch_.endpoint.str()},
        reader_{std::move(file), batch.options().max_request_bytes} {}

  // Until all have been run, or no more may be.
  Result<void> run() {
    const std::stop_callback on_stop{batch_.lease_.stop_token(), [this] { stop_.request_stop(); }};
    const auto& clock = batch_.options().clock;
    const auto left = std::chrono::seconds{std::max<std::int64_t>(batch_.deadline_ - batch_.now(), 0)};
    const auto alarm = clock->at(clock->now() + left, [stop = stop_]() mutable { stop.request_stop(); });
    for (std::size_t i = 1; i < batch_.options().requests_at_once; ++i) start_thread();
    work();
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return threads_ == 0; });
    keep_all(lock);
    return failed_ ? Result<void>{*failed_} : Result<void>{};
  }

 private:
  struct Ran {
    LineResult result{};
    BatchUsage usage{};
  };

  void start_thread() {
    std::unique_lock lock{mutex_};
    ++threads_;
    lock.unlock();
    const bool runs = batch_.work_->lines->run([this] {
      work();
      end_thread();
    });
    if (!runs) end_thread();
  }
  void end_thread() {
    std::lock_guard lock{mutex_};
    --threads_;
    changed_.notify_all();
  }

  void work() {
    std::string line;
    std::int64_t number = 0;
    while (next(line, number)) {
      auto ran = run_one(line, number);
      if (ran) add(*std::move(ran));
    }
  }
  bool next(std::string& line, std::int64_t& number) {
    std::lock_guard lock{reading_};
    while (!stop_.stop_requested()) {
      const auto more = reader_.next(line);
      if (!more) give_up(more.error());
      if (!more || !*more) return false;
      number = reader_.number();
      if (!batch_.done_.has(number)) return true;
    }
    return false;
  }
  void give_up(const Error& why) {
    {
      std::lock_guard lock{mutex_};
      if (!failed_) failed_ = why;
    }
    stop_.request_stop();
  }

  // --- one request ---

  // Nothing where it was stopped in the middle.
  std::optional<Ran> run_one(const std::string& line, std::int64_t number) {
    const auto read = parse_owned<BatchLine>(line, {.reading = Reading::lenient});
    if (!read || !read->body) {
      give_up(api_error(500, "The input file of the batch has changed.", "store_unreadable"));
      return std::nullopt;
    }
    const auto id = batch_request_id(batch_.name_.key, number);
    for (int tries = 0;; ++tries) {
      const auto got = ask_handler(*read, id);
      const bool succeeded = got && got->head.status / 100 == 2;
      if (stop_.stop_requested() && !succeeded) return std::nullopt;
      if (const auto wait = wait_before_retry(got, tries)) {
        wait_for(*wait);
        continue;
      }
      return made(id, number, *read, got);
    }
  }
  Result<Collected> ask_handler(const BatchLine& line, const std::string& id) const {
    Request request{.method = "POST",
                    .path = endpoint_,
                    .headers = {{"content-type", "application/json"}, {"idempotency-key", id}},
                    .body = Bytes{line.body->view()},
                    .context = batch_.context_of(id)};
    return guarded([&] { return ask(batch_.options().handler, std::move(request), {.stop = stop_.get_token()}); },
                   []() -> Result<Collected> { return api_error(500, "The handler failed.", "handler_exception"); });
  }
  // How long to wait before it is run again; nothing where it is not.
  std::optional<std::chrono::milliseconds> wait_before_retry(const Result<Collected>& got, int tries) const {
    const auto status = got ? got->head.status : error_status(got.error());
    const bool later = status == 429 || status == 503;
    const bool may_help = status == 500 || status == 502 || status == 504;
    if (!later && !(may_help && tries < batch_.options().max_retries)) return std::nullopt;
    if (got) {
      if (const auto asked = retry_after(got->head.headers, batch_.now())) return asked;
    }
    const auto own = batch_.options().retry_after * (1 << std::min(tries, 10));
    return std::min<std::chrono::milliseconds>(own, std::chrono::minutes{1});
  }
  void wait_for(std::chrono::milliseconds span) {
    const auto& clock = batch_.options().clock;
    Waiter waiter{stop_.get_token()};
    AlarmPtr alarm;
    waiter.wait([&](Wake wake) { alarm = clock->at(clock->now() + bounded_span(span), std::move(wake)); });
  }
  Ran made(const std::string& id, std::int64_t number, const BatchLine& line, const Result<Collected>& got) const {
    Ran out{.result = {.line = number, .succeeded = got && got->head.status / 100 == 2}};
    BatchResult result;
    result.id = Text{id};
    result.custom_id = line.custom_id.value_or(Text{});
    if (got) {
      BatchAnswer answer;
      answer.status_code = got->head.status;
      const auto request_id = got->head.headers.get("x-request-id");
      answer.request_id = Text{request_id.empty() ? std::string_view{id} : request_id};
      answer.body = Json{Text{json_line(*got)}};
      if (out.result.succeeded) add_usage(out.usage, got->body);
      result.response = std::move(answer);
    } else {
      const auto error = without_address(got.error());
      BatchLineError why;
      why.code = Text{error.code.empty() ? std::string{to_string(error.kind)} : error.code};
      why.message = Text{error.message};
      result.error = std::move(why);
    }
    out.result.json = to_json(result);
    return out;
  }

  // --- keeping ---

  // One thread keeps what all have made; the others go on, unless too much waits.
  void add(Ran ran) {
    std::unique_lock lock{mutex_};
    bytes_ += ran.result.json.size();
    add_usage(usage_, ran.usage);
    results_.push_back(std::move(ran.result));
    if (!keeping_) return keep_all(lock);
    changed_.wait(lock, [this] { return failed_ || !keeping_ || !is_full(); });
  }
  bool is_full() const {
    return results_.size() >= batch_.options().results_at_once || bytes_ >= batch_.options().result_bytes_at_once;
  }
  void keep_all(std::unique_lock<std::mutex>& lock) {
    keeping_ = true;
    while (!results_.empty() && !failed_) {
      const auto results = std::exchange(results_, {});
      const auto usage = std::exchange(usage_, {});
      bytes_ = 0;
      changed_.notify_all();
      lock.unlock();
      const auto kept = keep(results, usage);
      if (!kept) give_up(kept.error());
      lock.lock();
    }
    keeping_ = false;
    changed_.notify_all();
  }
  // The results, and that they are counted, or neither.
  Result<void> keep(const std::vector<LineResult>& results, const BatchUsage& usage) {
    auto kept = batch_.write(
        [&](Batch& batch) {
          if (!batch.request_counts) batch.request_counts = BatchRequestCounts{};
          for (const auto& each : results)
            ++(each.succeeded ? batch.request_counts->completed : batch.request_counts->failed);
          if (!batch.usage) batch.usage = BatchUsage{};
          add_usage(*batch.usage, usage);
        },
        {batch_.repository_.put_results(batch_.name_.key, results)});
    if (kept && batch_.batch_.status == Status::cancelling) stop_.request_stop();
    return kept;
  }

  BatchRun& batch_;  // its record is for the thread that keeps results
  const std::string endpoint_;
  std::stop_source stop_;
  std::mutex reading_;
  BatchLineReader reader_;
  std::mutex mutex_;  // what follows
  std::condition_variable changed_;
  std::vector<LineResult> results_;  // that wait to be kept
  BatchUsage usage_;
  std::size_t bytes_ = 0, threads_ = 0;
  bool keeping_ = false;
  std::optional<Error> failed_;
};

// --- all of them -----------------------------------------------------------------------------------------------------

// What the results say, not what was counted of them.
inline Result<void> BatchRun::find_done() {
  done_ = {};
  auto counts = batch_.request_counts.value_or(BatchRequestCounts{});
  const auto before = counts;
  counts.completed = counts.failed = 0;
  auto read = repository_.results(name_.key, [&](const LineResult& result) -> Result<void> {
    if (done_.add(result.line)) ++(result.succeeded ? counts.completed : counts.failed);
    return {};
  });
  if (!read || counts == before) return read;
  return write([&](Batch& batch) { batch.request_counts = counts; });
}

inline Result<void> BatchRun::run_lines() {
  if (auto found = find_done(); !found) return found;
  const auto is_done = [this] {
    const auto counts = batch_.request_counts.value_or(BatchRequestCounts{});
    return counts.completed + counts.failed >= counts.total;
  };
  if (!is_done()) {
    const auto file = work_->files->open(name_.tenant, batch_.input_file_id);
    if (!file && file.error().status == 404) return make_files();
    if (!file) return file.error();
    Lines lines{*this, file->bytes};
    if (auto ran = lines.run(); !ran || must_stop()) return ran;
    if (!is_done()) return {};
  }
  return write([&](Batch& batch) {
    if (batch.status != Status::in_progress) return;
    batch.status = Status::finalizing;
    batch.finalizing_at = now();
  });
}

}  // namespace oaicompat::inline v1::detail
