// Work on a screen in a response: what the model asks for, and what the caller then sees.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/responses/call.hpp>

namespace oaicompat::inline v1 {

/// The buttons of a mouse.
enum class MouseButton {
  left,     ///< The left one.
  right,    ///< The right one.
  wheel,    ///< The wheel.
  back,     ///< The one that goes back.
  forward,  ///< The one that goes forward.
};
constexpr auto describe(Type<MouseButton>) {
  return std::array<Word<MouseButton>, 5>{{{"left", MouseButton::left},
                                           {"right", MouseButton::right},
                                           {"wheel", MouseButton::wheel},
                                           {"back", MouseButton::back},
                                           {"forward", MouseButton::forward}}};
}

/// Presses a button of the mouse. Mirrors `ClickParam`.
struct ClickAction {
  /// The button.
  OpenEnum<MouseButton> button{};
  /// Where, in pixels from the left.
  std::int64_t x = 0;
  /// Where, in pixels from the top.
  std::int64_t y = 0;
  /// The keys that are held down.
  Maybe<std::vector<Text>> keys{};
  Extras extra{};
  bool operator==(const ClickAction&) const = default;
};

/// Presses the left button twice. Mirrors `DoubleClickAction`.
struct DoubleClickAction {
  /// Where, in pixels from the left.
  std::int64_t x = 0;
  /// Where, in pixels from the top.
  std::int64_t y = 0;
  /// The keys that are held down.
  Maybe<std::vector<Text>> keys{};
  Extras extra{};
  bool operator==(const DoubleClickAction&) const = default;
};

/// A place on the screen. Mirrors `CoordParam`.
struct ScreenPoint {
  /// In pixels from the left.
  std::int64_t x = 0;
  /// In pixels from the top.
  std::int64_t y = 0;
  Extras extra{};
  bool operator==(const ScreenPoint&) const = default;
};

/// Moves the mouse while the left button is held down. Mirrors `DragParam`.
struct DragAction {
  /// The places it passes.
  std::vector<ScreenPoint> path{};
  /// The keys that are held down.
  Maybe<std::vector<Text>> keys{};
  Extras extra{};
  bool operator==(const DragAction&) const = default;
};

/// Presses keys together. Mirrors `KeyPressAction`.
struct KeypressAction {
  /// The keys.
  std::vector<Text> keys{};
  Extras extra{};
  bool operator==(const KeypressAction&) const = default;
};

/// Moves the mouse. Mirrors `MoveParam`.
struct MoveAction {
  /// Where to, in pixels from the left.
  std::int64_t x = 0;
  /// Where to, in pixels from the top.
  std::int64_t y = 0;
  /// The keys that are held down.
  Maybe<std::vector<Text>> keys{};
  Extras extra{};
  bool operator==(const MoveAction&) const = default;
};

/// Takes a picture of the screen. Mirrors `ScreenshotParam`.
struct ScreenshotAction {
  Extras extra{};
  bool operator==(const ScreenshotAction&) const = default;
};

/// Scrolls. Mirrors `ScrollParam`.
struct ScrollAction {
  /// Where the mouse is, in pixels from the left.
  std::int64_t x = 0;
  /// Where the mouse is, in pixels from the top.
  std::int64_t y = 0;
  /// How far to the right, in pixels.
  std::int64_t scroll_x = 0;
  /// How far down, in pixels.
  std::int64_t scroll_y = 0;
  /// The keys that are held down.
  Maybe<std::vector<Text>> keys{};
  Extras extra{};
  bool operator==(const ScrollAction&) const = default;
};

/// Types text. Mirrors `TypeParam`.
struct TypeAction {
  /// The text.
  Text text{};
  Extras extra{};
  bool operator==(const TypeAction&) const = default;
};

/// Waits. Mirrors `WaitParam`.
struct WaitAction {
  Extras extra{};
  bool operator==(const WaitAction&) const = default;
};

/// What is done on a screen. Mirrors `ComputerAction`.
struct ComputerAction
    : TaggedUnion<"type", Case<"click", ClickAction>, Case<"double_click", DoubleClickAction>, Case<"drag", DragAction>,
                  Case<"keypress", KeypressAction>, Case<"move", MoveAction>, Case<"screenshot", ScreenshotAction>,
                  Case<"scroll", ScrollAction>, Case<"type", TypeAction>, Case<"wait", WaitAction>> {
  using TaggedUnion::TaggedUnion;
};

/// What the caller should check before it acts. Mirrors `ComputerCallSafetyCheckParam`.
struct SafetyCheck {
  /// The check's id.
  Text id{};
  /// For programs.
  Maybe<Text> code{};
  /// For people.
  Maybe<Text> message{};
  Extras extra{};
  bool operator==(const SafetyCheck&) const = default;
};

/// Asks the caller to work a computer. Mirrors `ComputerToolCall`.
struct ComputerCall {
  /// The item's id.
  std::optional<Text> id{};
  /// The call's id: the item with the result names it.
  Text call_id{};
  /// What to do.
  std::optional<ComputerAction> action{};
  /// What to do, one after another.
  std::optional<std::vector<ComputerAction>> actions{};
  /// What to check first.
  std::vector<SafetyCheck> pending_safety_checks{};
  /// How far it has come.
  std::optional<OpenEnum<ItemStatus>> status{};
  Extras extra{};
  bool operator==(const ComputerCall&) const = default;
};

/// A picture of the screen. Mirrors `ComputerScreenshotImage`.
struct Screenshot {
  /// Always `computer_screenshot`.
  Text type = Text::literal("computer_screenshot");
  /// Where the picture is, or itself as a `data:` URL.
  std::optional<Text> image_url{};
  /// The id of an uploaded picture.
  std::optional<Text> file_id{};
  Extras extra{};
  bool operator==(const Screenshot&) const = default;
};

/// What the screen shows after a call. Mirrors `ComputerToolCallOutput`.
struct ComputerCallOutput {
  /// The item's id.
  Maybe<Text> id{};
  /// The call's id.
  Text call_id{};
  /// What the caller checked.
  Maybe<std::vector<SafetyCheck>> acknowledged_safety_checks{};
  /// The screen.
  Screenshot output{};
  /// How far it has come.
  Maybe<OpenEnum<ItemStatus>> status{};
  /// Who made the item.
  std::optional<Text> created_by{};
  Extras extra{};
  bool operator==(const ComputerCallOutput&) const = default;
};

}  // namespace oaicompat::inline v1
