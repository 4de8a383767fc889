// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"errors"
	"fmt"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route/owned"
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
)

// pollPeriod is how often to look at what is not watched, such as an object of someone else that is in the way.
const pollPeriod = 30 * time.Second

// errHeadless means that a Service has no cluster address, and cannot get one.
var errHeadless = errors.New("headless")

// failed is the state of a route after an error that is worth trying again.
func failed(err error) state.Route {
	return state.Route{Reason: v1alpha1.ReasonApplyFailed, Message: err.Error(), Err: err, Uncertain: errors.Is(err, owned.ErrUncertain)}
}

// notWritten is the state of a route whose object could not be written. field is where the spec names it.
func notWritten(err error, kind, name, field string) state.Route {
	if errors.Is(err, owned.ErrNotOwned) {
		return state.Route{Reason: v1alpha1.ReasonNotOwned, Lost: true, Stalled: true, RequeueAfter: pollPeriod, Message: fmt.Sprintf(
			"%s %s exists and was not made for this CodeGenBackend: choose another name in %s, delete it, or hand it over "+
				"with the annotation %s: <name of this CodeGenBackend>",
			kind,
			name,
			field,
			v1alpha1.AnnotationAdopt,
		)}
	}
	if errors.Is(err, errHeadless) {
		return state.Route{Reason: v1alpha1.ReasonNotOwned, Lost: true, Stalled: true, RequeueAfter: pollPeriod, Message: fmt.Sprintf(
			"%s %s is headless (clusterIP: None), which cannot be changed: delete it, so that it is created again, or choose another name in %s",
			kind, name, field)}
	}
	return failed(err)
}
