// The JSON forms of work on computers.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/responses/call_json.hpp>
#include <oaicompat/resources/responses/computer.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<ClickAction>) {
  return object("ClickAction", field("button", &ClickAction::button, "The button."),
                field("x", &ClickAction::x, "Where, in pixels from the left."),
                field("y", &ClickAction::y, "Where, in pixels from the top."),
                field("keys", &ClickAction::keys, "The keys that are held down."));
}
constexpr auto describe(Type<DoubleClickAction>) {
  return object("DoubleClickAction", field("x", &DoubleClickAction::x, "Where, in pixels from the left."),
                field("y", &DoubleClickAction::y, "Where, in pixels from the top."),
                field("keys", &DoubleClickAction::keys, "The keys that are held down.").require());
}
constexpr auto describe(Type<ScreenPoint>) {
  return object("ScreenPoint", field("x", &ScreenPoint::x, "In pixels from the left."),
                field("y", &ScreenPoint::y, "In pixels from the top."));
}
constexpr auto describe(Type<DragAction>) {
  return object("DragAction", field("path", &DragAction::path, "The places it passes."),
                field("keys", &DragAction::keys, "The keys that are held down."));
}
constexpr auto describe(Type<KeypressAction>) {
  return object("KeypressAction", field("keys", &KeypressAction::keys, "The keys."));
}
constexpr auto describe(Type<MoveAction>) {
  return object("MoveAction", field("x", &MoveAction::x, "Where to, in pixels from the left."),
                field("y", &MoveAction::y, "Where to, in pixels from the top."),
                field("keys", &MoveAction::keys, "The keys that are held down."));
}
constexpr auto describe(Type<ScreenshotAction>) { return object("ScreenshotAction"); }
constexpr auto describe(Type<ScrollAction>) {
  return object("ScrollAction", field("x", &ScrollAction::x, "Where the mouse is, in pixels from the left."),
                field("y", &ScrollAction::y, "Where the mouse is, in pixels from the top."),
                field("scroll_x", &ScrollAction::scroll_x, "How far to the right, in pixels."),
                field("scroll_y", &ScrollAction::scroll_y, "How far down, in pixels."),
                field("keys", &ScrollAction::keys, "The keys that are held down."));
}
constexpr auto describe(Type<TypeAction>) {
  return object("TypeAction", field("text", &TypeAction::text, "The text."));
}
constexpr auto describe(Type<WaitAction>) { return object("WaitAction"); }
constexpr auto describe(Type<SafetyCheck>) {
  return object("SafetyCheck", field("id", &SafetyCheck::id, "The check's id."),
                field("code", &SafetyCheck::code, "For programs."),
                field("message", &SafetyCheck::message, "For people."));
}
constexpr auto describe(Type<ComputerCall>) {
  return object("ComputerCall", field("id", &ComputerCall::id, "The item's id."),
                field("call_id", &ComputerCall::call_id, "The call's id: the item with the result names it."),
                field("action", &ComputerCall::action, "What to do."),
                field("actions", &ComputerCall::actions, "What to do, one after another."),
                field("pending_safety_checks", &ComputerCall::pending_safety_checks, "What to check first.").optional(),
                field("status", &ComputerCall::status, "How far it has come."));
}
constexpr auto describe(Type<Screenshot>) {
  return object("Screenshot", field("type", &Screenshot::type, "Always `computer_screenshot`."),
                field("image_url", &Screenshot::image_url, "Where the picture is, or itself as a `data:` URL."),
                field("file_id", &Screenshot::file_id, "The id of an uploaded picture."));
}
constexpr auto describe(Type<ComputerCallOutput>) {
  return object(
      "ComputerCallOutput", field("id", &ComputerCallOutput::id, "The item's id."),
      field("call_id", &ComputerCallOutput::call_id, "The call's id."),
      field("acknowledged_safety_checks", &ComputerCallOutput::acknowledged_safety_checks, "What the caller checked."),
      field("output", &ComputerCallOutput::output, "The screen."),
      field("status", &ComputerCallOutput::status, "How far it has come."),
      field("created_by", &ComputerCallOutput::created_by, "Who made the item."));
}

}  // namespace oaicompat::inline v1
