// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

namespace oaicompat::inline v1::detail {

namespace asio = boost::asio;
using AsioError = boost::system::error_code;
using AsioTcp = asio::ip::tcp;

/// Up to three pieces of memory that leave in one write.
using AsioPieces = std::array<std::string_view, 3>;

inline std::size_t size_of(const AsioPieces& pieces) { return pieces[0].size() + pieces[1].size() + pieces[2].size(); }

/// Takes the first n bytes away.
inline void drop_written(AsioPieces& pieces, std::size_t n) {
  for (auto& piece : pieces) {
    const auto part = std::min(n, piece.size());
    piece.remove_prefix(part);
    n -= part;
  }
}

/// A callback of any type, called once.
class AsioAnyCallback {
 public:
  template <class F>
  requires(!std::is_same_v<std::decay_t<F>, AsioAnyCallback>) explicit AsioAnyCallback(F&& f)
      : call_{std::make_unique<CallOf<std::decay_t<F>>>(std::forward<F>(f))} {}
  void operator()(AsioError error, std::size_t n) { std::exchange(call_, nullptr)->run(error, n); }
  void operator()(AsioError error) { (*this)(error, 0); }

 private:
  struct Call {
    virtual ~Call() = default;
    virtual void run(AsioError error, std::size_t n) = 0;
  };
  template <class F>
  struct CallOf final : Call {
    explicit CallOf(F&& own) : f{std::move(own)} {}
    explicit CallOf(const F& own) : f{own} {}
    void run(AsioError error, std::size_t n) override {
      if constexpr (std::is_invocable_v<F&, AsioError, std::size_t>) {
        f(error, n);
      } else {
        f(error);
      }
    }
    F f;
  };
  std::unique_ptr<Call> call_;
};

/// A TCP connection, with TLS or without, on one event loop. A plain one has little memory of its own to read into, or
/// none: what that does not hold is read into memory which all connections of the loop use in turn.
///
/// **Threads**: the loop's. **Lifetime**: what a call is given must live until its callback has run.
class AsioLine {
 public:
  explicit AsioLine(AsioTcp::socket socket) : socket_{std::move(socket)} {
    if (socket_.is_open()) ready();
  }

  /// The socket is connected.
  void ready() {
    AsioError ignored;
    socket_.non_blocking(true, ignored);
    socket_.set_option(AsioTcp::no_delay{true}, ignored);
  }

  AsioTcp::socket& socket() { return socket_; }
  bool has_tls() const { return tls_ != nullptr; }
  asio::ssl::stream<AsioTcp::socket&>& tls() { return tls_->stream; }
  void use_tls(asio::ssl::context& context) { tls_ = std::make_unique<Tls>(socket_, context); }

  /// What a connection waits with: memory of its own saves time, none saves memory.
  enum class Waits { ready_to_read, lean };
  /// Calls `done(error, bytes)` once there is something to read, which lies in `scratch` or in memory of its own until
  /// the callback returns.
  template <class Done>
  void receive(std::span<char> scratch, Waits waits, Done done) {
    if (tls_) {
      auto* piece = tls_->piece.data();
      return tls_->stream.async_read_some(
          asio::buffer(tls_->piece),
          AsioAnyCallback{[piece, done = std::move(done)](AsioError error, std::size_t n) mutable {
            done(error, std::string_view{piece, n});
          }});
    }
    if (waits == Waits::lean) return receive_lean(scratch, std::move(done));
    if (!small_) small_ = std::make_unique<Small>();
    socket_.async_read_some(
        asio::buffer(*small_), [this, scratch, done = std::move(done)](AsioError error, std::size_t n) mutable {
          done(error, error || n < small_->size() ? std::string_view{small_->data(), n} : with_more(scratch));
        });
  }
  /// Calls `done(error, n)` once there is something to read, which lies in `room` then.
  template <class Done>
  void read_some(asio::mutable_buffer room, Done done) {
    tls_ ? tls_->stream.async_read_some(room, AsioAnyCallback{std::move(done)})
         : socket_.async_read_some(room, std::move(done));
  }
  /// Calls `done(error, n)` once some of it has been written.
  template <class Done>
  void write_some(const AsioPieces& pieces, Done done) {
    if (tls_) return tls_->stream.async_write_some(first_of(pieces), AsioAnyCallback{std::move(done)});
    socket_.async_write_some(buffers_of(pieces), std::move(done));
  }
  /// Writes what is taken without waiting, and gives how much that is; `would_block` where it is nothing. Without TLS.
  std::size_t write_now(const AsioPieces& pieces, AsioError& error) {
    return socket_.write_some(buffers_of(pieces), error);
  }
  /// Says that nothing more will be written.
  template <class Done>
  void finish(Done done) {
    if (tls_) return tls_->stream.async_shutdown(AsioAnyCallback{std::move(done)});
    AsioError ignored;
    socket_.shutdown(AsioTcp::socket::shutdown_send, ignored);
  }
  /// Closes at once; what was begun calls back with an error.
  void close() {
    AsioError ignored;
    socket_.close(ignored);
  }

 private:
  struct Tls {
    Tls(AsioTcp::socket& socket, asio::ssl::context& context) : stream{socket, context} {}
    asio::ssl::stream<AsioTcp::socket&> stream;
    std::array<char, 4096> piece;
  };
  static std::array<asio::const_buffer, 3> buffers_of(const AsioPieces& pieces) {
    std::array<asio::const_buffer, 3> buffers;
    for (std::size_t i = 0; i < buffers.size(); ++i) buffers[i] = {pieces[i].data(), pieces[i].size()};
    return buffers;
  }
  // A TLS record for each piece would be a waste; a long one goes by itself, short ones are put together.
  asio::const_buffer first_of(const AsioPieces& pieces) {
    constexpr std::size_t together = 16 << 10;
    if (size_of(pieces) == pieces[0].size() || pieces[0].size() >= together)
      return {pieces[0].data(), pieces[0].size()};
    gathered_.clear();
    for (const auto piece : pieces) gathered_ += piece.substr(0, together - gathered_.size());
    return {gathered_.data(), gathered_.size()};
  }

  template <class Done>
  void receive_lean(std::span<char> scratch, Done done) {
    small_.reset();
    socket_.async_wait(AsioTcp::socket::wait_read, [this, scratch, done = std::move(done)](AsioError error) mutable {
      const auto n = error ? 0 : socket_.read_some(asio::buffer(scratch.data(), scratch.size()), error);
      if (error == asio::error::would_block) return receive_lean(scratch, std::move(done));
      done(error, std::string_view{scratch.data(), n});
    });
  }
  // What the small memory holds, and all else that has come and fits into the large one.
  std::string_view with_more(std::span<char> scratch) {
    std::copy(small_->begin(), small_->end(), scratch.begin());
    const auto rest = scratch.subspan(small_->size());
    AsioError nothing_or_later;  // an end is seen again by the next receive
    const auto n = socket_.read_some(asio::buffer(rest.data(), rest.size()), nothing_or_later);
    return {scratch.data(), small_->size() + (nothing_or_later ? 0 : n)};
  }

  AsioTcp::socket socket_;
  using Small = std::array<char, 2048>;
  std::unique_ptr<Small> small_;
  std::unique_ptr<Tls> tls_;
  Bytes gathered_;
};

}  // namespace oaicompat::inline v1::detail
