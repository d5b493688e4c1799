// SPDX-License-Identifier: GPL-2.0
/* proof_json.c - the answer of tracectl verify, for programs. */
#include "print/json.h"
#include "proof.h"
#include "trace.h"

static void proof_json(struct json_object *object, const struct gentrace_proof *proof)
{
	struct json_object *causes;
	size_t i;

	json_add_u64(object, "emitted", proof->emitted);
	json_add_u64(object, "recorded", proof->recorded);
	json_add_u64(object, "lost", proof->lost_total);
	causes = json_add_object(object, "lost_by_cause");
	for (i = 0; i < GENTRACE_CAUSE_COUNT; i++)
		json_add_u64(causes, gentrace_cause_name(i), proof->lost[i]);
	json_add_u64(object, "decoded", proof->decoded);
	json_add_u64(object, "streams", proof->streams);
	json_add_u64(object, "batches", proof->batches);
	json_add_u64(object, "bytes", proof->bytes);
}

static void generation_json(struct json_object *object, const struct gentrace_proof *proof)
{
	json_add_u64(object, "session", proof->session);
	json_add_u64(object, "generation", proof->generation);
	json_add_bool(object, "complete", proof->complete);
	json_add_text(object, "verdict", proof_verdict(proof->worst));
	proof_json(object, proof);
}

static void finding_json(struct json_object *object, const struct gentrace_finding *finding)
{
	json_add_text(object, "severity", gentrace_severity_name(finding->severity));
	json_add_text(object, "rule", gentrace_rule_name(finding->rule));
	json_add_text(object, "text", finding->text);
	if (finding->generation) {
		json_add_u64(object, "session", finding->session);
		json_add_u64(object, "generation", finding->generation);
	}
	if (finding->offset)
		json_add_u64(object, "offset_bytes", finding->offset);
	if (finding->cpu == GENTRACE_CPU_NONE)
		return;
	json_add_u64(object, "cpu", finding->cpu);
	json_add_text(object, "level", gentrace_level_name(finding->level) ?: "unknown");
	json_add_u64(object, "sequence", finding->sequence);
}

void proof_add_line(struct json_object *object, const struct gentrace_verify *verify)
{
	const struct gentrace_proof *totals = gentrace_verify_totals(verify);

	json_add_text(object, "verdict", proof_verdict(gentrace_verify_verdict(verify)));
	json_add_u64(object, "emitted", totals->emitted);
	json_add_u64(object, "lost", totals->lost_total);
}

int proof_print_json(const struct trace *trace, const struct gentrace_verify *verify)
{
	const struct gentrace_findings *findings = gentrace_verify_findings(verify);
	struct json_object *root = json_object_new_object(), *list;
	const struct gentrace_proof *proof;
	size_t i;

	json_add_text(root, "file", trace->path);
	trace_add_window(root, trace);
	json_add_text(root, "verdict", proof_verdict(gentrace_verify_verdict(verify)));
	proof_json(root, gentrace_verify_totals(verify));
	list = json_add_array(root, "generations");
	for (i = 0; (proof = gentrace_verify_proof(verify, i)); i++)
		generation_json(json_append_object(list), proof);
	list = json_add_array(root, "findings");
	for (i = 0; i < findings->count; i++)
		finding_json(json_append_object(list), &findings->list[i]);
	json_add_u64(root, "findings_omitted", findings->more);
	json_print(root);
	return 0;
}
