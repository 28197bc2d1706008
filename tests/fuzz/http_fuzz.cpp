// HTTP/1 as the transports read it, and forms: the same however the bytes are cut, and requests the same by both
// readers.
// SPDX-License-Identifier: MIT
#include "fuzz/laws.hpp"

#include <oaicompat/http/http1.hpp>
#include <oaicompat/http/multipart.hpp>
#include <oaicompat/transport/asio/request_reader.ipp>
#include <oaicompat/transport/response_reader.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

using namespace oaicompat;
using namespace oaicompat::detail;
using fuzz::require;

namespace {

constexpr std::size_t most_head = 2048, most_body = 2048;

// What a connection told: its requests, then the status of a refusal, or 0 where more bytes may come.
struct Told {
  std::vector<Request> requests;
  int refused = 0;
};

bool same(const Request& a, const Request& b) {
  return a.method == b.method && a.path == b.path && a.query == b.query && a.headers == b.headers &&
         a.body.str() == b.body.str();
}
bool same(const Told& a, const Told& b) {
  // Which of two faults is seen first may depend on the cuts.
  if ((a.refused != 0) != (b.refused != 0) || a.requests.size() != b.requests.size()) return false;
  for (std::size_t i = 0; i < a.requests.size(); ++i) {
    if (!same(a.requests[i], b.requests[i])) return false;
  }
  return true;
}

Told read_with_asio(std::string_view bytes, unsigned seed) {
  static const AsioRequestReader::Limits limits{
      .head = most_head, .body = most_body, .upload = most_body, .spool_over = most_body, .directory = {}, .room = {}};
  Told told;
  std::string unread;
  std::optional<AsioRequestReader> reader{std::in_place, limits};
  fuzz::in_pieces(bytes, seed, [&](std::string_view piece) {
    unread += piece;
    for (bool more = true; more && !unread.empty();) {
      std::string alone = unread;  // ends where the bytes end
      const auto taken = reader->put(alone);
      require(taken <= unread.size(), "a reader takes no more than there is");
      unread.erase(0, taken);
      more = reader->state() == AsioRequestReader::State::complete;
      if (!more) continue;
      told.requests.push_back(reader->take_request());
      reader.emplace(limits);
    }
    if (reader->state() == AsioRequestReader::State::wrong) told.refused = reader->error().status;
    return told.refused == 0;
  });
  return told;
}

// The steps of httplib's connection, without its socket. Gives the status of a refusal; nothing where bytes are
// missing.
std::optional<int> read_one(std::string_view& bytes, Request& request) {
  HeadScanner scanner;
  for (;; scanner = {}) {
    const auto state = scanner.scan(bytes);
    if (state == HeadScanner::State::malformed) return 400;
    const bool whole = state == HeadScanner::State::complete;
    if ((whole ? scanner.size() : bytes.size()) > most_head) return 431;
    if (!whole) return std::nullopt;
    if (scanner.size() > 2) break;
    bytes.remove_prefix(scanner.size());
  }
  auto head = parse_request_head(bytes.substr(0, scanner.size()));
  bytes.remove_prefix(scanner.size());
  if (!head) return head.error().status;
  const auto framing = request_framing(*head);
  if (!framing) return framing.error().status;
  if (framing->length > most_body) return 413;
  take_head(*std::move(head), request);
  Bytes body;
  if (framing->kind == Framing::Kind::chunked) {
    const auto state = ChunkedDecoder{}.decode(bytes, body, most_body);
    if (state == ChunkedDecoder::State::malformed) return 400;
    if (state == ChunkedDecoder::State::too_large) return 413;
    if (state == ChunkedDecoder::State::more) return std::nullopt;
  } else {
    if (bytes.size() < framing->length) return std::nullopt;
    body = bytes.substr(0, static_cast<std::size_t>(framing->length));
    bytes.remove_prefix(body.size());
  }
  request.body = std::move(body);
  return 0;
}

Told read_with_httplib(std::string_view bytes) {
  Told told;
  for (;;) {
    Request request;
    const auto status = read_one(bytes, request);
    if (status != 0) return told.refused = status.value_or(0), told;
    told.requests.push_back(std::move(request));
  }
}

void check_requests(std::string_view bytes, unsigned seed) {
  const auto asio = read_with_asio(bytes, 0);
  require(same(read_with_asio(bytes, 1), asio), "byte by byte");
  require(same(read_with_asio(bytes, seed), asio), "in pieces");
  // One may refuse what the other takes, but what both take they take alike.
  const auto httplib = read_with_httplib(bytes);
  for (std::size_t i = 0; i < std::min(asio.requests.size(), httplib.requests.size()); ++i)
    require(same(asio.requests[i], httplib.requests[i]), "both readers see one request");
}

// A chunked body by the decoder alone, in pieces.
std::pair<ChunkedDecoder::State, Bytes> decode_chunks(std::string_view bytes, unsigned seed) {
  ChunkedDecoder decoder;
  std::pair<ChunkedDecoder::State, Bytes> told{ChunkedDecoder::State::more, {}};
  fuzz::in_pieces(bytes, seed, [&](std::string_view piece) {
    told.first = decoder.decode(piece, told.second, most_body);
    require(told.second.size() <= most_body, "a body stays within its bound");
    return told.first == ChunkedDecoder::State::more;
  });
  return told;
}

void check_chunks(std::string_view bytes, unsigned seed) {
  const auto whole = decode_chunks(bytes, 0);
  require(decode_chunks(bytes, 1) == whole, "byte by byte");
  require(decode_chunks(bytes, seed) == whole, "in pieces");
  check_requests("POST /v1/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string{bytes}, seed);
}

// An answer as a reader tells it; of one that is wrong nothing else, as what came before it varies.
struct Answered {
  bool complete = false;
  Head head;
  Bytes body;
  bool operator==(const Answered&) const = default;
};
enum class Asked { head_only, whole };

Answered read_answer(std::string_view bytes, unsigned seed, Asked asked) {
  using Reader = ResponseReader;
  Reader reader{{.head = most_head, .body = most_body},
                asked == Asked::whole ? Reader::Asked::whole : Reader::Asked::head_only};
  Answered told;
  fuzz::in_pieces(bytes, seed, [&](std::string_view piece) {
    const std::string alone{piece};
    reader.put(alone);
    if (auto head = reader.take_head()) told.head = *std::move(head);
    told.body += reader.take_body();
    return reader.state() == Reader::State::head || reader.state() == Reader::State::body;
  });
  reader.put_end(Reader::End::closed);
  if (auto head = reader.take_head()) told.head = *std::move(head);
  told.complete = reader.state() == Reader::State::complete;
  return told.complete ? told : Answered{};
}

void check_answers(std::string_view bytes, unsigned seed) {
  const auto asked = seed % 3 == 0 ? Asked::head_only : Asked::whole;
  const auto whole = read_answer(bytes, 0, asked);
  require(read_answer(bytes, 1, asked) == whole, "byte by byte");
  require(read_answer(bytes, seed, asked) == whole, "in pieces");
}

struct Form {
  std::vector<std::pair<PartHead, std::string>> parts;
  Pull end = Pull::wait;
  std::string error;
  bool operator==(const Form&) const = default;
};

constexpr MultipartLimits few{.max_parts = 20, .max_head_bytes = 200, .max_text_bytes = 1000};

Form read_form(std::string_view bytes, unsigned seed, std::string_view boundary, const MultipartLimits& limits = few) {
  MultipartReader reader{boundary, limits};
  Form form;
  const auto take = [&] {
    MultipartPiece piece;
    while ((form.end = reader.next(piece)) == Pull::some) {
      if (auto* head = std::get_if<PartHead>(&piece)) {
        form.parts.emplace_back(std::move(*head), std::string{});
      } else {
        require(!form.parts.empty(), "data belongs to a part");
        form.parts.back().second += std::get<std::string_view>(piece);
      }
    }
    return form.end == Pull::wait;
  };
  fuzz::in_pieces(bytes, seed, [&](std::string_view piece) {
    const std::string alone{piece};
    reader.feed(alone);
    return take();
  });
  reader.finish();
  if (form.end == Pull::wait) take();
  require(form.end != Pull::wait, "a form that is finished ends");
  if (form.end == Pull::fail) form = {.parts = {}, .end = form.end, .error = reader.error().message};
  return form;
}

void check_form(std::string_view bytes, unsigned seed) {
  const auto line = bytes.substr(0, bytes.find('\n'));
  const auto named = multipart_boundary(line);
  const auto boundary = named.value_or("b");
  if (named) bytes.remove_prefix(std::min(line.size() + 1, bytes.size()));
  auto form = read_form(bytes, 0, boundary);
  require(read_form(bytes, 1, boundary) == form, "byte by byte");
  require(read_form(bytes, seed, boundary) == form, "in pieces");
  if (form.end != Pull::end) return;
  Bytes written;
  for (auto& [head, data] : form.parts) {
    std::erase_if(head.content_type, [](char c) { return c == '\r' || c == '\n'; });  // they are not written
    append_part(written, boundary, head, data);
  }
  append_multipart_end(written, boundary);
  // Names grow as they are written.
  require(read_form(written, 0, boundary, {}).parts == form.parts, "a form that is written is read as it was", written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input{data, size};
  const auto what = input.choice(), seed = 2 + input.choice();
  switch (what % 4) {
    case 0: check_requests(input.rest(), seed); break;
    case 1: check_chunks(input.rest(), seed); break;
    case 2: check_answers(input.rest(), seed); break;
    default: check_form(input.rest(), seed);
  }
  return 0;
}
