using Microsoft.AspNetCore.Http;

namespace ContextExchange.Web.Http;

/// <summary>What handlers and refusals tell the audit log about a call.</summary>
internal static class CallNotes
{
    private static readonly object OutcomeKey = new();
    private static readonly object SubjectKey = new();
    private static readonly object ActorKey = new();

    extension(HttpContext context)
    {
        /// <summary>The refusal's code; null when the call went through.</summary>
        public string? NotedOutcome => context.Items[OutcomeKey] as string;

        /// <summary>The id that the call was about, where the path does not say it.</summary>
        public string? NotedSubject => context.Items[SubjectKey] as string;

        /// <summary>Who turned out to have called, where the request had no credential yet (sign-in).</summary>
        public string? NotedActor => context.Items[ActorKey] as string;

        public void NoteOutcome(string code) => context.Items[OutcomeKey] = code;

        public void NoteSubject(string id) => context.Items[SubjectKey] = id;

        public void NoteActor(string id) => context.Items[ActorKey] = id;
    }
}
