{{- define "type" -}}
{{- if markdownShouldRenderType . }}

## {{ .Name }}

{{ .Doc | replace "\n\n" "\r" | replace "\n" " " | replace "\r" "\n\n" | replace " - " "\n- " }}
{{- with .SortedReferences }}

In: {{ range $i, $r := . }}{{ if $i }}, {{ end }}{{ markdownRenderTypeLink $r }}{{ end }}.
{{- end }}
{{- if and .Validation (not .EnumValues) }}

Bounds: {{ range $i, $v := .Validation }}{{ if $i }}, {{ end }}`{{ $v | replace "`" "" }}`{{ end }}.
{{- end }}
{{- with index .Markers "kubebuilder:validation:XValidation" }}

Validation errors:
{{ range . }}
- {{ .Message }}
{{- end }}
{{- end }}
{{- if .Members }}

| field | meaning | default | bounds |
|---|---|---|---|
{{- range .Members }}
| `{{ .Name }}` {{ markdownRenderType .Type }} | {{ template "type_members" . }} | {{ with .Default }}`{{ . }}`{{ end }} | {{ template "bounds" . }} |
{{- end }}
{{- end }}
{{- if .EnumValues }}

| value | meaning |
|---|---|
{{- range .EnumValues }}
| `{{ .Name }}` | {{ .Doc | replace "\n" " " | replace "|" "\\|" | trim }} |
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "bounds" -}}
{{- $said := list }}
{{- range .Validation }}
{{- if eq . "Required: {}" }}{{ $said = append $said "required" }}
{{- else if ne . "Optional: {}" }}{{ $said = append $said (printf "`%s`" (. | replace "`" "") | replace "|" "\\|") }}{{ end }}
{{- end }}
{{- join ", " $said }}
{{- end -}}
