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

{{- /* The keys that the secret must have. Requests and messages to a person are encrypted with one, which is lost with a pod. */ -}}
{{- define "clinic-chat.needed" -}}
DATABASE_URL CHAT_SECRET CHAT_METRICS_TOKEN
{{- $given := merge (dict) .Values.settings .Values.secrets }}
{{- if or $given.CHAT_REQUESTS_MAIL $given.CHAT_REQUESTS_WEBHOOK $given.CHAT_REQUESTS_SLACK $given.CHAT_HANDOVER_SLACK }} CHAT_REQUESTS_KEY{{ end }}
{{- end }}

{{- define "clinic-chat.secret" -}}
{{- if .Values.existingSecret }}{{ .Values.existingSecret }}
{{- else }}
{{- range splitList " " (include "clinic-chat.needed" .) }}
{{- if not (get $.Values.secrets .) }}{{ fail (printf "set existingSecret, or secrets.%s: pods keep nothing of their own" .) }}{{ end }}
{{- end }}
{{- if not (regexMatch "^postgres(ql)?([+]psycopg2)?://" (get .Values.secrets "DATABASE_URL")) }}{{ fail "secrets.DATABASE_URL must be postgresql://user:password@host/name: a file would be gone with its pod" }}{{ end }}
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
