#pragma once

#include "Decoder.hpp"

namespace covisit {

/// Takes the object of a session's line, collecting its events in the decoder; `has_events`
/// must be false at the call. Without `needs_session` its id is not looked for.
covisit_status walk_session(
    covisit_decoder &decoder, Cursor &cursor, uint32_t levels, bool needs_session,
    covisit_id &session, bool &has_events);

}  // namespace covisit
