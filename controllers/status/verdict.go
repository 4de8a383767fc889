// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// verdict is the status, reason and message of one condition.
type verdict struct {
	status  metav1.ConditionStatus
	reason  reason.Reason
	message string
}

func yes(why reason.Reason, message string) verdict {
	return verdict{metav1.ConditionTrue, why, message}
}

func no(why reason.Reason, message string) verdict {
	return verdict{metav1.ConditionFalse, why, message}
}

func unknown(why reason.Reason, message string) verdict {
	return verdict{metav1.ConditionUnknown, why, message}
}

// view is what conditions are computed from.
type view struct {
	spec   *v1alpha1.CodeGenBackendSpec
	status *v1alpha1.CodeGenBackendStatus
	Result
}

// standing returns what a condition said before; absent: what it says if it was not there.
func (v view) standing(condition string, absent verdict) verdict {
	c := meta.FindStatusCondition(v.status.Conditions, condition)
	if c == nil {
		return absent
	}
	return verdict{c.Status, reason.Reason(c.Reason), c.Message}
}
