// Batches over a store, with files in memory, and a model that says what it was asked.
// SPDX-License-Identifier: MIT
#pragma once

#include "kept.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/resources/batches/codec.hpp>
#include <oaicompat/resources/batches/service.hpp>
#include <oaicompat/resources/moderations/operations.hpp>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace batching {

using namespace oaicompat;

/// Files over a store, which several services share.
struct Files {
  FileRepositoryPtr all;

  void put(const std::string& id, const std::string& text, const std::string& tenant = "") const {
    REQUIRE(all->create(tenant, {.filename = "in.jsonl", .purpose = FilePurpose::batch, .id = id}, text));
  }
  void remove(const std::string& id) const { REQUIRE(all->remove("", id)); }
  std::string text(const std::string& id, const std::string& tenant = "") const {
    const auto file = all->open(tenant, id);
    if (!file) return "no file";
    CHECK(file->file.purpose == FilePurpose::batch_output);
    return file->bytes->read(0, 1 << 24).value();
  }
};

/// A gate that chats wait at.
class Gate {
 public:
  void open(int more = 1 << 20) {
    std::lock_guard lock{mutex_};
    open_ += more;
    changed_.notify_all();
  }
  /// False where the stop comes first.
  bool pass(const std::stop_token& stop) {
    std::unique_lock lock{mutex_};
    ++arrived_;
    changed_.notify_all();
    if (!changed_.wait(lock, stop, [&] { return open_ > 0; })) return false;
    --open_;
    return true;
  }
  void wait_for_arrivals(int count) {
    std::unique_lock lock{mutex_};
    REQUIRE(changed_.wait_for(lock, std::chrono::seconds{20}, [&] { return arrived_ >= count; }));
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  int open_ = 0, arrived_ = 0;
};

/// What a model says, or its error.
using Says = std::function<Result<std::string>(const ChatRequest& request, const Context& context)>;

inline Backend chats(Says says) {
  Backend out;
  out.on<CreateChatCompletion>(
      [says = std::move(says)](Parsed<ChatRequest> request, Context context) -> StreamPtr<Event<CreateChatCompletion>> {
        auto said = says(*request, context);
        if (!said) return failed<Event<CreateChatCompletion>>(said.error());
        auto whole = play::read<ChatCompletion>(play::whole_hi);
        whole.choices.front().message.content = Text{*said};
        whole.usage = Usage{.prompt_tokens = 3, .completion_tokens = 2, .total_tokens = 5};
        return one_item(Event<CreateChatCompletion>{std::move(whole)});
      });
  return out;
}

inline std::string chat_line(const std::string& custom_id, const std::string& says = "Hello",
                             const std::string& model = "m") {
  return R"({"custom_id":")" + custom_id + R"(","method":"POST","url":"/v1/chat/completions","body":{"model":")" +
         model + R"(","messages":[{"role":"user","content":")" + says + "\"}]}}\n";
}
inline std::string chat_lines(int count) {
  std::string out;
  for (int i = 1; i <= count; ++i) out += chat_line("r" + std::to_string(i), "say " + std::to_string(i));
  return out;
}

/// A server of batches, and what it works on.
struct Serving {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  StorePtr store = memory_store({.clock = clock});
  std::shared_ptr<Files> files =
      std::make_shared<Files>(Files{file_repository({.store = store, .blobs = memory_blobs(), .clock = clock})});
  Says says = [](const ChatRequest& request, const Context&) -> Result<std::string> {
    return "You said: " + std::string{request.messages.back().text()};
  };
  BatchesOptions options{};
  Handler handler{};

  Handler& start() {
    options.clock = clock;
    handler = serve(with_batches(chats(says), store, files->all, options));
    return handler;
  }
  void stop() { handler = nullptr; }

  Batch create(const std::string& file, const std::string& more = "") const {
    return kept::told<Batch>(handler, "POST", "/batches", "",
                             R"({"input_file_id":")" + file +
                                 R"(","endpoint":"/v1/chat/completions","completion_window":"24h")" + more + "}");
  }
  Batch get(const Batch& batch) const { return kept::told<Batch>(handler, "GET", "/batches/" + batch.id.str()); }
  /// The batch once it has come so far; it waits for the workers, not for a time.
  Batch until(const Batch& batch, const std::function<bool(const Batch&)>& wanted) const {
    for (int i = 0; i < 2'000; ++i) {
      auto now = get(batch);
      if (wanted(now)) return now;
      std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    FAIL("the batch stays ", get(batch).status.word());
    return batch;
  }
  Batch ended(const Batch& batch) const {
    return until(batch, [](const Batch& now) {
      const auto word = now.status.word();
      return word == "completed" || word == "failed" || word == "expired" || word == "cancelled";
    });
  }
  /// The results of a file by their custom ids: `200` or `batch_expired`.
  std::map<std::string, std::string> results(const std::optional<Text>& file, const std::string& tenant = "") const {
    std::map<std::string, std::string> out;
    if (!file) return out;
    auto text = files->text(file->str(), tenant);
    for (std::string_view rest = text; !rest.empty();) {
      const auto line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(line.size() + 1);
      const auto result = play::read<BatchResult>(line);
      const bool fresh =
          out.emplace(result.custom_id.str(),
                      result.response ? std::to_string(result.response->status_code) : result.error->code.str())
              .second;
      CHECK_MESSAGE(fresh, "twice: ", result.custom_id.str());
    }
    return out;
  }
};

}  // namespace batching
