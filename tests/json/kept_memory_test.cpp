// What a thread keeps of the documents it has read.
// SPDX-License-Identifier: MIT
#include "json/shapes.hpp"
#include "sanitized.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#if defined(__GLIBC__) && !OAICOMPAT_SANITIZED
#include <malloc.h>

using namespace oaicompat;
using shapes::Label;

namespace {

// What is allocated now, in bytes.
std::size_t in_use() {
  const auto info = ::mallinfo2();
  return info.uordblks + info.hblkhd;
}

std::string document(std::size_t size) { return R"({"text":")" + std::string(size, 'x') + R"("})"; }

// What reading a document leaves allocated that was not before.
template <class Reads>
std::size_t left_by(Reads reads) {
  const auto before = in_use();
  reads();
  const auto after = in_use();
  return after > before ? after - before : 0;
}

}  // namespace

TEST_CASE("a huge document leaves nothing on the thread that read it, borrowed or owned, right or wrong") {
  constexpr std::size_t little = 256 << 10;
  const auto huge = document(16 << 20);
  CHECK(left_by([&] { CHECK(parse_owned<Label>(huge).has_value()); }) < little);
  CHECK(left_by([&] { CHECK(parse<Label>(huge).has_value()); }) < little);
  CHECK(left_by([&] { CHECK(!parse_owned<Label>(huge + "}").has_value()); }) < little);
  CHECK(left_by([&] { CHECK(!parse<Label>(huge.substr(0, huge.size() - 3)).has_value()); }) < little);
}

#endif
