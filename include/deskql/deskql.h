/** All of deskql. */
#ifndef DESKQL_DESKQL_H
#define DESKQL_DESKQL_H

#include <deskql/allocator.h>
#include <deskql/answer.h>
#include <deskql/codes.h>
#include <deskql/complete.h>
#include <deskql/document.h>
#include <deskql/finding.h>
#include <deskql/format.h>
#include <deskql/json.h>
#include <deskql/match.h>
#include <deskql/nearest.h>
#include <deskql/operator.h>
#include <deskql/origin.h>
#include <deskql/plan.h>
#include <deskql/position.h>
#include <deskql/raw.h>
#include <deskql/readings.h>
#include <deskql/schema.h>
#include <deskql/status.h>
#include <deskql/tree.h>
#include <deskql/version.h>

#endif
