// SharedState: what all requests of a gateway, or of many gateways, count together: limits and budgets.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/shared_server.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

/// When what was taken of a counter comes back.
enum class Window : std::uint8_t {
  minute,  ///< Evenly, over a minute. Holds at most the limit.
  day,     ///< All of it, when a day of UTC ends.
  month,   ///< All of it, when a month of UTC ends.
  open,    ///< When it is given back.
};

/// What a request takes of one counter.
struct Charge {
  std::string_view counter{};      ///< Its name: `key/app/requests`. **Lifetime**: as long as it may be settled.
  Window window = Window::minute;  ///< Always the same for a name.
  std::int64_t limit = 0;          ///< The most that the window holds.
  std::int64_t amount = 0;
};

/// How a counter stands.
struct Standing {
  std::int64_t limit = 0;
  std::int64_t remaining = 0;          ///< Not below 0.
  std::chrono::milliseconds reset{0};  ///< Until all of it is there again; 0 for `Window::open`.
};

/// What came of a reservation.
struct Reservation {
  /// The place of the charge that did not fit; nothing where all were taken.
  std::optional<std::size_t> refused{};
  /// Until the charge that was refused would fit, where nothing else is taken; nothing where no time helps.
  std::optional<std::chrono::milliseconds> wait{};
  std::vector<Standing> standings{};    ///< Of each charge, afterwards.
  std::vector<std::int64_t> windows{};  ///< Of each charge: which day or month it was taken from.
};

/// Counters by name. An implementation must not block for longer than a lock: one that shares with other machines takes
/// leases in the background. **Threads**: safe to use from many.
class OAICOMPAT_API SharedState {
 public:
  SharedState() = default;
  SharedState(const SharedState&) = delete;
  SharedState& operator=(const SharedState&) = delete;
  virtual ~SharedState() = default;

  /// Takes all charges, or none where one does not fit: at once, whatever other threads take.
  virtual Reservation reserve(const std::vector<Charge>& charges) = 0;
  /// Says what a charge that was taken came to: the difference is taken or given back. `window` is the reservation's;
  /// of one that is over nothing changes. A counter may fall below zero by it, and is waited for longer.
  virtual void settle(const Charge& charge, std::int64_t window, std::int64_t used) = 0;
  /// How a counter stands; the charge's amount does not matter.
  virtual Standing look(const Charge& charge) const = 0;
  /// How the server stands that they are shared over; nothing where there is none.
  virtual std::optional<SharedServer> server() const { return std::nullopt; }
};
using SharedStatePtr = std::shared_ptr<SharedState>;

/// Counters in this process, gone when it ends. One for each name that is ever used.
OAICOMPAT_API SharedStatePtr memory_state(ClockPtr clock = real_clock());

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/shared_state.ipp>
#endif
