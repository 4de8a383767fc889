// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package page

import (
	"fmt"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/measure"
)

// Language of a table.
type Language string

// The languages.
const (
	English Language = "en"
	Korean  Language = "ko"
)

// Languages are all of them.
var Languages = []Language{English, Korean}

// catalog has the texts of a report in one language. Names from the API and messages of engines are not translated, so
// that users can search for them.
type catalog struct {
	requirement, target, measured, verdict string
	complete, notMet, skipped              string
	warnings                               map[string]string // by reason, of an engine
	required                               map[string]string
	verdicts                               map[Verdict]string
	engine, canary, route                  string // format: name, through, requirement
	allHold, someDoNot                     string // formats: total; unmet, total
}

func (l Language) catalog() *catalog {
	if l == Korean {
		return &korean
	}
	return &english
}

var english = catalog{
	requirement: "Requirement", target: "Target", measured: "Measured", verdict: "Verdict",
	complete: "complete", notMet: "Not met:", skipped: "Skipped: runs through the route can only be measured in a cluster.",
	required: map[string]string{
		requiresHealth: "healthy", requiresModels: "models", requiresStream: "stream", requiresOutput: "output", requiresActive: "points to the active engine",
		measure.TargetChunks: "chunks", measure.TargetDurationMilliseconds: "duration (ms)", measure.TargetChunksPerSecond: "chunks per second",
		measure.TargetFirstChunkMilliseconds: "first chunk (ms)", measure.TargetInterChunkMilliseconds: "longest gap (ms)",
	},
	verdicts: map[Verdict]string{Pass: "pass", Fail: "FAIL", Inconclusive: "inconclusive", NotMeasured: "not measured", Skipped: "skipped"},
	warnings: map[string]string{
		v1alpha1.ReasonKeyNotEnforced:   "Warning: %s accepts a wrong key: anybody who can reach it can use it.",
		v1alpha1.EngineNameNotResolved:  "Hint: if the name of %[1]s resolves only inside the cluster, forward its port and set --%[1]s-url.",
		v1alpha1.EngineAddressForbidden: "Hint: if %[1]s is meant to be at that address, set --%[1]s-url, or widen the address guard with --allow-addresses.",
	},
	engine: "%[1]s: %[3]s", canary: "%[1]s through %[2]s: %[3]s", route: "%[2]s %[1]s: %[3]s",
	allHold: "All %d requirements hold.", someDoNot: "%d of %d requirements do not hold.",
}

var korean = catalog{
	requirement: "요구 사항", target: "목표", measured: "측정값", verdict: "판정",
	complete: "끝까지", notMet: "충족하지 못한 내용:", skipped: "건너뜀: 라우트를 거치는 측정은 클러스터에서만 할 수 있습니다.",
	required: map[string]string{
		requiresHealth: "정상 상태", requiresModels: "모델", requiresStream: "스트림", requiresOutput: "출력", requiresActive: "활성 엔진으로 전달",
		measure.TargetChunks: "청크 수", measure.TargetDurationMilliseconds: "전체 시간 (ms)", measure.TargetChunksPerSecond: "초당 청크 수",
		measure.TargetFirstChunkMilliseconds: "첫 청크까지 (ms)", measure.TargetInterChunkMilliseconds: "최대 청크 간격 (ms)",
	},
	verdicts: map[Verdict]string{Pass: "충족", Fail: "미충족", Inconclusive: "판단 불가", NotMeasured: "측정 안 됨", Skipped: "건너뜀"},
	warnings: map[string]string{
		v1alpha1.ReasonKeyNotEnforced:   "경고: %s 엔진이 잘못된 키도 받아들입니다. 접근할 수 있는 사람은 누구나 사용할 수 있습니다.",
		v1alpha1.EngineNameNotResolved:  "참고: %[1]s 엔진의 이름이 클러스터 안에서만 쓰인다면 포트를 포워딩하고 --%[1]s-url을 지정하십시오.",
		v1alpha1.EngineAddressForbidden: "참고: %[1]s 엔진의 주소가 맞다면 --%[1]s-url을 지정하거나 --allow-addresses로 허용 범위를 넓히십시오.",
	},
	engine: "%[1]s: %[3]s", canary: "%[1]s (%[2]s 경유): %[3]s", route: "%[2]s %[1]s: %[3]s",
	allHold: "요구 사항 %d개를 모두 충족합니다.", someDoNot: "충족하지 못한 요구 사항: %d개 (전체 %d개)",
}

// title says what is required of which engine, canary or route.
func (w *catalog) title(r Requirement) string {
	format := map[string]string{"engine": w.engine, "canary": w.canary, "route": w.route}[r.Of]
	return fmt.Sprintf(format, r.Name, r.Through, w.required[r.Requirement])
}

// value is a target or a measured value. Names from the API stay as they are.
func (w *catalog) value(text string) string {
	if text == completeStream {
		return w.complete
	}
	return dash(text)
}

// summary is the table in one sentence. Skipped requirements do not count.
func (w *catalog) summary(rows []Requirement) string {
	counted := 0
	for _, r := range rows {
		if r.Verdict != Skipped {
			counted++
		}
	}
	if n := countUnmet(rows); n > 0 {
		return fmt.Sprintf(w.someDoNot, n, counted)
	}
	return fmt.Sprintf(w.allHold, counted)
}
