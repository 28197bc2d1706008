// SPDX-License-Identifier: MIT
#include "fakes.hpp"

#include <oaicompat/layers/catch_exceptions.hpp>

#include <doctest/doctest.h>

#include <stdexcept>

using namespace oaicompat;
using fakes::take;

namespace {

const std::string hidden =
    R"({"error":{"message":"The server had an error while processing the request.","type":"server_error",)"
    R"("param":null,"code":"internal_error"}})";

// Gives some parts, then throws.
class Thrower final : public Stream<Part> {
 public:
  explicit Thrower(std::vector<Part> parts) : parts_{std::move(parts)} {}
  Pull pull(Part& out) override {
    if (at_ == parts_.size()) throw std::runtime_error{"secret"};
    out = parts_[at_++];
    return Pull::some;
  }

 private:
  std::vector<Part> parts_;
  std::size_t at_ = 0;
};

Handler throwing_after(std::vector<Part> parts) {
  return [parts](const Request&) { return std::make_unique<Thrower>(parts); };
}
Handler throwing() {
  return [](const Request&) -> Answer { throw std::runtime_error{"secret"}; };
}
const Part stream_head = Head{.status = 200, .headers = {{"content-type", "text/event-stream"}}};
const Part json_head = Head{.status = 200, .headers = {{"content-type", "application/json"}}};

}  // namespace

TEST_CASE("an exception before the head is a 500 that says nothing of it") {
  for (const auto& handler : {throwing(), throwing_after({})}) {
    const auto taken = take(catch_exceptions({})(handler)(fakes::post()));
    CHECK(taken.head->status == 500);
    CHECK(taken.header("content-type") == "application/json");
    CHECK(taken.body == hidden);
    CHECK(taken.last == Pull::end);
  }
}

TEST_CASE("an exception between events is an event") {
  const auto taken = take(catch_exceptions({})(throwing_after({stream_head, Bytes{"data: 1\n\n"}}))(fakes::post()));
  CHECK(taken.head->status == 200);
  CHECK(taken.body == "data: 1\n\ndata: " + hidden + "\n\n");
  CHECK(taken.last == Pull::end);
}

TEST_CASE("an exception inside an event, or in another body, cuts the answer off") {
  for (const std::vector<Part>& parts :
       {std::vector{stream_head, Part{Bytes{"data: 1\n"}}}, std::vector{json_head, Part{Bytes{"{"}}}}) {
    const auto taken = take(catch_exceptions({})(throwing_after(parts))(fakes::post()));
    CHECK(taken.last == Pull::fail);
    CHECK(taken.error.status == 500);
    CHECK(taken.error.message.find("secret") == std::string::npos);
  }
}

TEST_CASE("the host hears of each exception, and may show its text") {
  std::string heard;
  const auto sink = [&](const std::exception_ptr& e) {
    try {
      std::rethrow_exception(e);
    } catch (const std::exception& x) {
      heard += x.what();
    }
  };
  const auto layer = catch_exceptions({.sink = sink, .text = ExceptionText::shown});
  CHECK(take(layer(throwing())(fakes::post())).body.find(R"("message":"secret")") != std::string::npos);
  CHECK(take(layer(throwing_after({}))(fakes::post())).head->status == 500);
  CHECK(heard == "secretsecret");
}

TEST_CASE("what is thrown need not be an exception, and a sink may throw") {
  const Handler odd = [](const Request&) -> Answer { throw 7; };
  const auto layer =
      catch_exceptions({.sink = [](const std::exception_ptr&) { throw 8; }, .text = ExceptionText::shown});
  CHECK(take(layer(odd)(fakes::post())).body == hidden);
}

TEST_CASE("a handler that gives no answer is answered 500") {
  const Handler none = [](const Request&) -> Answer { return nullptr; };
  CHECK(take(catch_exceptions({})(none)(fakes::post())).head->status == 500);
}

TEST_CASE("an answer that throws nothing passes, failures too") {
  fakes::Inner inner;
  auto answer = catch_exceptions({})(inner.handler())(fakes::post());
  CHECK(take(answer).last == Pull::wait);
  const auto wakes = fakes::count_wakes(*answer);
  inner.last().head(200).bytes("a");
  CHECK(*wakes == 1);
  CHECK(take(answer).body == "a");
  inner.last().fail(ErrorKind::protocol, "Cut off.");
  CHECK(take(answer).error.message == "Cut off.");
}
