// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/transport/asio/client_answer.ipp>

#include <thread>

namespace oaicompat::inline v1 {
namespace detail {

/// A client with a loop and a thread of its own.
class AsioClientThread final : public AsioClientShared {
 public:
  AsioClientThread(std::shared_ptr<AsioCalling> calls, std::shared_ptr<AsioEngine> engine)
      : AsioClientShared{std::move(calls), engine->loop}, engine_{std::move(engine)}, thread_{[engine = engine_] {
          engine->io.run();
          engine->loop->close();
        }} {}
  // The last answer may be dropped by a wake, on the thread itself.
  ~AsioClientThread() override {
    engine_->stop();
    thread_.get_id() == std::this_thread::get_id() ? thread_.detach() : thread_.join();
  }

 private:
  const std::shared_ptr<AsioEngine> engine_;
  std::thread thread_;
};

}  // namespace detail

OAICOMPAT_INLINE Handler asio_client(AsioClientOptions options) {
  auto url = parse_base_url(options.origin);
  if (!url) return [error = url.error()](Request) { return failed<Part>(error); };
  auto proxy = detail::proxy_in(options.proxy);
  if (!proxy) return [error = proxy.error()](Request) { return failed<Part>(error); };
  auto calling = std::make_shared<detail::AsioCalling>(*std::move(url), *std::move(proxy), std::move(options));
  auto engine = std::make_shared<detail::AsioEngine>(detail::AsioLoop::tick_for(calling->shortest_timeout()));
  auto shared = std::make_shared<detail::AsioClientThread>(std::move(calling), std::move(engine));
  return [shared = std::move(shared)](Request&& request) { return detail::send_by_asio(shared, std::move(request)); };
}

}  // namespace oaicompat::inline v1
