// SPDX-License-Identifier: MIT
#include <oaicompat/base/body.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace oaicompat;

namespace {

// Keeps its bytes, and notes how many of them were said to be read.
struct NotedKeeper final : BufferOwner {
  explicit NotedKeeper(std::string b) : bytes{std::move(b)} {}
  void forget(std::string_view read) const override { forgotten = read.size(); }
  const std::string bytes;
  mutable std::size_t forgotten = 0;
};
std::shared_ptr<const NotedKeeper> keep(std::string bytes) {
  return std::make_shared<const NotedKeeper>(std::move(bytes));
}
Body body_of(const std::vector<std::shared_ptr<const NotedKeeper>>& keepers) {
  std::vector<BodyPiece> pieces;
  for (const auto& each : keepers) pieces.push_back({each->bytes, each});
  return Body{std::move(pieces)};
}

}  // namespace

TEST_CASE("a body of bytes is like a string") {
  Body body{Bytes{"some bytes"}};
  CHECK(body.size() == 10);
  CHECK(body == "some bytes");
  CHECK(body.from(5) == "bytes");
  CHECK(body.from(10).empty());
  CHECK(body.from(11).empty());
  CHECK(body.view() == "some bytes");
  CHECK(body.keeper() == nullptr);
  CHECK(body.take() == "some bytes");
  CHECK(body.empty());
  CHECK(Body{}.str().empty());
  CHECK_FALSE(Body{"a"} == "b");
}

TEST_CASE("a body of pieces is read a piece at a time, and shares them with its copies") {
  const auto first = keep("head "), file = keep("file"), last = keep(" tail");
  auto body = body_of({first, keep(""), file, last});
  CHECK(body.size() == 14);
  CHECK(body == "head file tail");
  CHECK_FALSE(body == "head file tale");
  CHECK_FALSE(body == "head file tai");
  CHECK(body.from(1) == "ead ");
  CHECK(body.from(5).data() == file->bytes.data());
  CHECK(body.from(14).empty());
  CHECK(body.keeper(6) == file);
  CHECK(body.keeper(14) == nullptr);
  const auto copy = body;
  CHECK(copy.from(9).data() == last->bytes.data());
  CHECK(body.str() == "head file tail");
  CHECK(body.take() == "head file tail");
  CHECK(body.empty());
  CHECK(copy == "head file tail");
}

TEST_CASE("one run of a body is one piece as it lies, or several that were joined") {
  const auto file = keep("file");
  auto one = body_of({file});
  CHECK(one.view().data() == file->bytes.data());
  CHECK(one.keeper() == file);
  auto two = body_of({keep("a"), file});
  CHECK(two.view() == "afile");
  CHECK(two.keeper() == nullptr);
}

TEST_CASE("keepers hear what was read of their pieces") {
  const auto first = keep("12345"), second = keep("67890"), third = keep("x");
  const auto body = body_of({first, second, third});
  body.forget_before(3);
  CHECK(first->forgotten == 3);
  CHECK(second->forgotten == 0);
  body.forget_before(7);
  CHECK(first->forgotten == 5);
  CHECK(second->forgotten == 2);
  CHECK(third->forgotten == 0);
}
