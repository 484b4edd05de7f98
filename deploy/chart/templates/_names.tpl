{{- define "clinic-chat.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name }}{{ else }}{{ .Release.Name }}-{{ .Chart.Name }}{{ end -}}
{{- end }}

{{- define "clinic-chat.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "clinic-chat.labels" -}}
{{ include "clinic-chat.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "clinic-chat.secret" -}}
{{- if .Values.existingSecret }}{{ .Values.existingSecret }}
{{- else }}
{{- range list "DATABASE_URL" "CHAT_SECRET" "CHAT_METRICS_TOKEN" }}
{{- if not (get $.Values.secrets .) }}{{ fail (printf "set existingSecret, or secrets.%s: pods keep nothing of their own" .) }}{{ end }}
{{- end }}
{{- include "clinic-chat.name" . }}
{{- end }}
{{- end }}

{{- define "clinic-chat.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ .user }}
runAsGroup: {{ .user }}
fsGroup: {{ .user }}
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "clinic-chat.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}
