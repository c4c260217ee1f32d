/*
** orchestrator: the core for C hosts, without Lua.
**
** An engine drives everything; a client knows one tenant and its token; a
** call is one request, a pager all rows of a query. Nothing blocks but
** orc_engine_wait, and nothing calls back. Link with `pkg-config --libs
** orchestrator`; a host that also loads the Lua module has two copies that do
** not touch.
*/
#ifndef ORCHESTRATOR_H
#define ORCHESTRATOR_H

#include "call.h"
#include "client.h"
#include "engine.h"
#include "export.h"
#include "json.h"
#include "pager.h"
#include "redirect.h"
#include "version.h"

#endif
