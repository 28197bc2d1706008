// Batches run to their end, and are refused, cancelled, expired as the API says.
// SPDX-License-Identifier: MIT
#include "batching.hpp"

#include <thread>

using namespace oaicompat;
using namespace batching;
using kept::refused;
using kept::tell;

namespace batches_test {

std::string counts(const Batch& batch) {
  if (!batch.request_counts) return "none";
  const auto& c = *batch.request_counts;
  return std::to_string(c.total) + " = " + std::to_string(c.completed) + " + " + std::to_string(c.failed);
}
// The errors of a batch's file: `2 duplicate_custom_id custom_id`.
std::vector<std::string> errors_of(const std::string& input, BatchesOptions options = {},
                                   const std::string& endpoint = "") {
  Serving serving;
  serving.options = std::move(options);
  serving.files->put("file-1", input);
  serving.start();
  const auto made =
      endpoint.empty()
          ? serving.create("file-1")
          : kept::told<Batch>(serving.handler, "POST", "/batches", "",
                              R"({"input_file_id":"file-1","completion_window":"24h","endpoint":")" + endpoint + "\"}");
  const auto batch = serving.ended(made);
  CHECK(batch.status == (batch.errors ? BatchStatus::failed : BatchStatus::completed));
  std::vector<std::string> out;
  if (!batch.errors) return out;
  CHECK(batch.failed_at);
  CHECK_FALSE(batch.in_progress_at);
  for (const auto& each : *batch.errors->data) {
    CHECK_FALSE(each.message->empty());
    out.push_back((each.line ? std::to_string(*each.line) + " " : "") + each.code->str() +
                  (each.param ? " " + each.param->str() : ""));
  }
  return out;
}
using Found = std::vector<std::string>;

}  // namespace batches_test
using namespace batches_test;

TEST_CASE("a batch runs all requests of its file and leaves their answers in another") {
  Serving serving;
  serving.files->put("file-1", chat_lines(40) + "\n  \n");
  serving.start();
  const auto made = serving.create("file-1", R"(,"metadata":{"a":"b"})");
  CHECK(made.status == BatchStatus::validating);
  CHECK(made.object == "batch");
  CHECK(*made.expires_at == made.created_at + 86'400);
  const auto batch = serving.ended(made);
  CHECK(batch.status == BatchStatus::completed);
  CHECK(counts(batch) == "40 = 40 + 0");
  CHECK(*batch.model == "m");
  CHECK(batch.usage->input_tokens == 120);
  CHECK(batch.usage->total_tokens == 200);
  CHECK(batch.in_progress_at);
  CHECK(batch.finalizing_at);
  CHECK(batch.completed_at);
  CHECK_FALSE(batch.error_file_id);
  CHECK(batch.metadata->items.size() == 1);
  const auto results = serving.results(batch.output_file_id);
  CHECK(results.size() == 40);
  CHECK(results.at("r7") == "200");
  CHECK(serving.files->text(batch.output_file_id->str()).find("You said: say 7\"") != std::string::npos);
  // It is the same, however often it is asked for.
  CHECK(serving.get(batch) == batch);
  CHECK(serving.store->list("jobs/batch", {}).value().records.empty());
  CHECK(serving.store->list("batches/" + batch.id.str() + "/results", {}).value().records.empty());
}

TEST_CASE("a request that is answered with an error is a line of the error file, with its status") {
  Serving serving;
  serving.options.max_retries = 0;
  serving.says = [](const ChatRequest& request, const Context&) -> Result<std::string> {
    if (request.messages.back().text() == "Fail") return api_error(400, "No.", "bad", "messages");
    return std::string{"Yes."};
  };
  serving.files->put("file-1", chat_line("good") + chat_line("bad", "Fail"));
  serving.start();
  const auto batch = serving.ended(serving.create("file-1"));
  CHECK(batch.status == BatchStatus::completed);
  CHECK(counts(batch) == "2 = 1 + 1");
  CHECK(serving.results(batch.output_file_id).size() == 1);
  const auto line = play::read<BatchResult>(serving.files->text(batch.error_file_id->str()));
  CHECK(line.custom_id == "bad");
  CHECK(line.response->status_code == 400);
  CHECK(line.response->body.view().find(R"("code":"bad")") != std::string_view::npos);
  CHECK_FALSE(line.error);
}

TEST_CASE("a batch of which all requests fail is completed, without an output file") {
  Serving serving;
  serving.says = [](const ChatRequest&, const Context&) -> Result<std::string> { return api_error(400, "No."); };
  serving.files->put("file-1", chat_lines(3));
  serving.start();
  const auto batch = serving.ended(serving.create("file-1"));
  CHECK(batch.status == BatchStatus::completed);
  CHECK(counts(batch) == "3 = 0 + 3");
  CHECK_FALSE(batch.output_file_id);
  CHECK(serving.results(batch.error_file_id).size() == 3);
}

TEST_CASE("an input file that is not as it should be fails the batch, with all that is wrong, before anything is run") {
  CHECK(errors_of("") == Found{"empty_file"});
  CHECK(errors_of("\n \n") == Found{"empty_file"});
  CHECK(errors_of(chat_line("a") + "{\"custom_id\":" + "\n" + chat_line("b")) == Found{"2 invalid_json_line"});
  CHECK(errors_of(chat_line("a") + chat_line("b") + chat_line("a")) == Found{"3 duplicate_custom_id custom_id"});
  CHECK(errors_of("{}\n") == Found{"1 missing_required_parameter custom_id", "1 missing_required_parameter method",
                                   "1 missing_required_parameter url", "1 missing_required_parameter body"});
  CHECK(errors_of(R"({"custom_id":1,"method":"POST","url":"/v1/chat/completions","body":{}})") ==
        Found{"1 invalid_type custom_id"});
  CHECK(errors_of(R"({"custom_id":"a","method":"GET","url":"/v1/embeddings","body":{"model":"m","messages":[]}})") ==
        Found{"1 invalid_method method", "1 invalid_url url"});
  CHECK(errors_of(chat_line("a") + chat_line("b", "Hi", "n")) == Found{"2 mismatched_model body.model"});
  CHECK(
      errors_of(R"({"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{"stream":true}})") ==
      Found{"1 streaming_unsupported body.stream", "1 invalid_request body.model", "1 invalid_request body.messages"});
  CHECK(errors_of(R"({"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":[1]})") ==
        Found{"1 invalid_request body"});
  CHECK(errors_of(chat_lines(4), {.max_requests = 3}) == Found{"too_many_requests"});
  CHECK(errors_of(chat_lines(4), {.max_file_bytes = 100}) == Found{"file_too_large"});
  CHECK(errors_of(chat_lines(4), {.max_request_bytes = 20}) == Found{"1 line_too_long"});
  CHECK(errors_of("1\n2\n3\n4\n", {.max_errors = 2}).size() == 2);
  CHECK(errors_of(chat_lines(3), {.max_requests = 3}).empty());
  CHECK(errors_of("\xEF\xBB\xBF" + chat_line("a")).empty());
}

TEST_CASE("a file that is not there fails the batch, not the request for it") {
  Serving serving;
  serving.start();
  const auto batch = serving.ended(serving.create("file-none"));
  CHECK(batch.status == BatchStatus::failed);
  const auto& error = batch.errors->data->front();
  CHECK(*error.code == "invalid_request");
  CHECK(*error.param == "file_id");
  CHECK_FALSE(error.line);
}

TEST_CASE("what a batch cannot be is refused at once") {
  Serving serving;
  const auto handler = serving.start();
  const auto refused_for = [&](const std::string& body) {
    return refused(tell(handler, "POST", "/batches", "", body));
  };
  const std::string file = R"({"input_file_id":"f",)", chat = R"("endpoint":"/v1/chat/completions",)",
                    day = R"("completion_window":"24h")";
  CHECK(refused_for(file + R"("endpoint":"/v1/nothing",)" + day + "}") == "400 endpoint");
  CHECK(refused_for(file + R"("endpoint":"/v1/videos",)" + day + "}") == "400 endpoint");
  CHECK(refused_for(file + R"("endpoint":"/v1/embeddings",)" + day + "}") == "400 endpoint");  // it is not served
  CHECK(refused_for(file + chat + R"("completion_window":"1h"})") == "400 completion_window");
  CHECK(refused_for("{" + chat + day + "}") == "400 input_file_id");
  CHECK(refused_for(R"({"input_file_id":"",)" + chat + day + "}") == "400 input_file_id");
  CHECK(refused_for(file + chat + day + R"(,"metadata":{"tags":["a"]}})") == "400 metadata.tags");
  CHECK(refused_for(file + chat + day + R"(,"output_expires_after":{"anchor":"created_at","seconds":1}})") ==
        "400 output_expires_after.seconds");
  const auto told = tell(handler, "POST", "/batches", "", file + R"("endpoint":"/v1/nothing",)" + day + "}");
  CHECK(told.body.find("Supported values are: '/v1/chat/completions'.") != std::string::npos);
  CHECK(refused(tell(handler, "GET", "/batches/batch_none")) == "404 batch_id");
  CHECK(refused(tell(handler, "POST", "/batches/batch_none/cancel")) == "404 batch_id");
}

TEST_CASE("a cancelled batch keeps what was done, and says of the rest that it was not") {
  Serving serving;
  const auto gate = std::make_shared<Gate>();
  serving.says = [gate](const ChatRequest&, const Context& context) -> Result<std::string> {
    if (!gate->pass(context.stop)) return local_error(ErrorKind::cancelled, "Stopped.");
    return std::string{"Yes."};
  };
  serving.options.requests_at_once = 2;
  serving.files->put("file-1", chat_lines(8));
  const auto handler = serving.start();
  const auto made = serving.create("file-1");
  gate->open(4);
  serving.until(made, [](const Batch& now) { return now.request_counts && now.request_counts->completed == 4; });
  const auto cancelling = kept::told<Batch>(handler, "POST", "/batches/" + made.id.str() + "/cancel");
  CHECK(cancelling.status == BatchStatus::cancelling);
  CHECK(cancelling.cancelling_at);
  const auto batch = serving.ended(made);
  CHECK(batch.status == BatchStatus::cancelled);
  CHECK(batch.cancelled_at);
  CHECK(counts(batch) == "8 = 4 + 0");
  CHECK(serving.results(batch.output_file_id).size() == 4);
  const auto errors = serving.results(batch.error_file_id);
  CHECK(errors.size() == 4);
  CHECK(errors.begin()->second == "batch_cancelled");
  // The same by each way, and to cancel it again changes nothing.
  CHECK(kept::told<Batch>(handler, "POST", "/batches/" + made.id.str() + "/cancel") == batch);
  CHECK(kept::told<BatchList>(handler, "GET", "/batches").data.front() == batch);
}

TEST_CASE("a batch that has ended cannot be cancelled, and clients are told not to try again") {
  Serving serving;
  serving.files->put("file-1", chat_lines(1));
  const auto handler = serving.start();
  const auto batch = serving.ended(serving.create("file-1"));
  const auto got =
      play::answer(handler, {.method = "POST", .path = "/v1/batches/" + batch.id.str() + "/cancel", .body = ""});
  CHECK(got.head.status == 409);
  CHECK(got.head.headers.get("x-should-retry") == "false");
  CHECK(got.body.find("Cannot cancel a batch with status 'completed'.") != std::string::npos);
}

TEST_CASE("a batch whose time runs out has the results that were there, and says so of the rest") {
  Serving serving;
  const auto gate = std::make_shared<Gate>();
  serving.says = [gate](const ChatRequest&, const Context& context) -> Result<std::string> {
    if (!gate->pass(context.stop)) return local_error(ErrorKind::cancelled, "Stopped.");
    return std::string{"Yes."};
  };
  serving.options.requests_at_once = 2;
  serving.options.lease = std::chrono::hours{48};  // a day that passes at once leaves no time to renew one
  serving.files->put("file-1", chat_lines(5));
  serving.start();
  const auto made = serving.create("file-1");
  gate->open(3);
  serving.until(made, [](const Batch& now) { return now.request_counts && now.request_counts->completed == 3; });
  gate->wait_for_arrivals(5);
  serving.clock->advance(std::chrono::hours{24});
  const auto batch = serving.ended(made);
  CHECK(batch.status == BatchStatus::expired);
  CHECK(batch.expired_at);
  CHECK(counts(batch) == "5 = 3 + 0");
  CHECK(serving.results(batch.output_file_id).size() == 3);
  CHECK(serving.results(batch.error_file_id).begin()->second == "batch_expired");
}

TEST_CASE("who asks for a batch that has not ended is told when to ask again") {
  Serving serving;
  const auto gate = std::make_shared<Gate>();
  serving.says = [gate](const ChatRequest&, const Context& context) -> Result<std::string> {
    gate->pass(context.stop);
    return std::string{"Yes."};
  };
  serving.files->put("file-1", chat_lines(1));
  const auto handler = serving.start();
  const auto batch = serving.create("file-1");
  const auto header = [&] {
    const auto got = play::answer(handler, Request{.path = "/v1/batches/" + batch.id.str()});
    return std::string{got.head.headers.get("openai-poll-after-ms")};
  };
  CHECK(header() == "1000");
  gate->open();
  serving.ended(batch);
  CHECK(header().empty());
}

TEST_CASE("no more requests of a batch run at once than may") {
  Serving serving;
  const auto running = std::make_shared<std::atomic<int>>(0), most = std::make_shared<std::atomic<int>>(0);
  serving.says = [=](const ChatRequest&, const Context&) -> Result<std::string> {
    const int now = ++*running;
    for (int seen = *most; seen < now && !most->compare_exchange_weak(seen, now);) {
    }
    std::this_thread::yield();
    --*running;
    return std::string{"Yes."};
  };
  serving.options.requests_at_once = 3;
  serving.files->put("file-1", chat_lines(200));
  serving.start();
  CHECK(counts(serving.ended(serving.create("file-1"))) == "200 = 200 + 0");
  CHECK(*most <= 3);
}

TEST_CASE("a request that is answered with 429 is run again, when the answer says so") {
  Serving serving;
  const auto asked = std::make_shared<std::atomic<int>>(0);
  serving.says = [asked](const ChatRequest&, const Context&) -> Result<std::string> {
    if (++*asked > 3) return std::string{"Yes."};
    auto error = api_error(429, "Slow down.");
    error.retry_after = std::chrono::seconds{20};
    return error;
  };
  serving.files->put("file-1", chat_lines(1));
  serving.start();
  const auto made = serving.create("file-1");
  while (*asked <= 3) {
    serving.clock->advance(std::chrono::seconds{1});
    std::this_thread::yield();
  }
  CHECK(counts(serving.ended(made)) == "1 = 1 + 0");
}

TEST_CASE("requests of a batch are run as whoever made it") {
  Serving serving;
  const auto seen = std::make_shared<std::vector<std::string>>();
  serving.says = [seen](const ChatRequest&, const Context& context) -> Result<std::string> {
    seen->push_back(context.principal + " of " + tenant_of(context));
    return std::string{"Yes."};
  };
  serving.files->put("file-1", chat_lines(1), "acme");
  auto inner = serving.start();
  serving.handler = [inner](Request request) {
    request.context.principal = "alice";
    request.context.tenant = "acme";
    return inner(std::move(request));
  };
  const auto batch = serving.ended(serving.create("file-1"));
  CHECK(counts(batch) == "1 = 1 + 0");
  CHECK(*seen == std::vector<std::string>{"alice of acme"});
  CHECK(serving.results(batch.output_file_id, "acme").size() == 1);
  CHECK(tell(inner, "GET", "/batches/" + batch.id.str()).status == 404);
  CHECK(tell(inner, "POST", "/batches/" + batch.id.str() + "/cancel").status == 404);
  CHECK(kept::told<BatchList>(inner, "GET", "/batches").data.empty());
}

TEST_CASE("lists of batches go page by page, the newest first") {
  Serving serving;
  serving.files->put("file-1", chat_lines(1));
  const auto handler = serving.start();
  std::vector<std::string> made, seen;
  for (int i = 0; i < 5; ++i) made.insert(made.begin(), serving.create("file-1").id.str());
  for (std::string query = "limit=2";;) {
    const auto page = kept::told<BatchList>(handler, "GET", "/batches", query);
    for (const auto& each : page.data) seen.push_back(each.id.str());
    CHECK(*page.last_id == page.data.back().id);
    if (!page.has_more) break;
    query = "limit=2&after=" + page.last_id->str();
  }
  CHECK(seen == made);
  CHECK(refused(tell(handler, "GET", "/batches", "limit=1000")) == "400 limit");
}

TEST_CASE("a batch that its process stops in the middle is gone on with, and no request is run that was kept") {
  Serving serving;
  const auto gate = std::make_shared<Gate>();
  const auto ran = std::make_shared<std::atomic<int>>(0);
  serving.says = [=](const ChatRequest&, const Context& context) -> Result<std::string> {
    if (!gate->pass(context.stop)) return local_error(ErrorKind::cancelled, "Stopped.");
    ++*ran;
    return std::string{"Yes."};
  };
  serving.options.requests_at_once = 2;
  serving.files->put("file-1", chat_lines(10));
  serving.start();
  const auto made = serving.create("file-1");
  gate->open(4);
  serving.until(made, [](const Batch& now) { return now.request_counts && now.request_counts->completed == 4; });
  serving.stop();
  gate->open();
  serving.start();
  const auto batch = serving.ended(made);
  CHECK(batch.status == BatchStatus::completed);
  CHECK(counts(batch) == "10 = 10 + 0");
  CHECK(*ran == 10);
  CHECK(serving.results(batch.output_file_id).size() == 10);
}

TEST_CASE("a batch whose input file is removed in the middle fails when it is taken up again, with what was done") {
  Serving serving;
  const auto gate = std::make_shared<Gate>();
  serving.says = [gate](const ChatRequest&, const Context& context) -> Result<std::string> {
    if (!gate->pass(context.stop)) return local_error(ErrorKind::cancelled, "Stopped.");
    return std::string{"Yes."};
  };
  serving.options.requests_at_once = 1;
  serving.files->put("file-1", chat_lines(4));
  serving.start();
  const auto made = serving.create("file-1");
  gate->open(2);
  serving.until(made, [](const Batch& now) { return now.request_counts && now.request_counts->completed == 2; });
  serving.stop();
  serving.files->remove("file-1");
  serving.start();
  const auto batch = serving.ended(made);
  CHECK(batch.status == BatchStatus::failed);
  CHECK(*batch.errors->data->front().param == "file_id");
  CHECK(serving.results(batch.output_file_id).size() == 2);
}

TEST_CASE("each request of a batch goes to the batch's endpoint while results of others are kept") {
  Serving serving;
  serving.options.requests_at_once = 8;
  serving.options.results_at_once = 1;
  serving.files->put("file-1", chat_lines(2'000));
  serving.start();
  const auto batch = serving.ended(serving.create("file-1"));
  CHECK(batch.request_counts->completed == 2'000);
  CHECK(batch.request_counts->failed == 0);
}
