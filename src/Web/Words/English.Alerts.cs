using System.Globalization;
using ContextExchange.Web.Mail;

namespace ContextExchange.Web.Words;

/// <content>
/// The words of security alerts. What strangers may have chosen (a device's name, an address) is not in them: an alert
/// is no way to write to its reader.
/// </content>
internal static partial class English
{
    private const string Sessions =
        "If it was not you: sign in, end the session that you do not know, and remove what you did not add.";

    public static SecurityAlert DeviceWaits(string agent, DeviceId device) => new(
        "a device waits for your approval",
        $"A new device of your agent {agent} waits until you let it in. Its id is {device}.",
        "If you do not know it, do not approve it: somebody has an API key of this agent. Revoke the device and the"
            + " key.",
        "/agents");

    public static SecurityAlert DeviceAdded(string agent, DeviceId device) => new(
        "a new device of an agent",
        $"Your agent {agent} has a new device, which can act for it now. Its id is {device}.",
        "If you do not know it: freeze the agent, revoke the device and the API key.",
        "/agents");

    public static SecurityAlert KeyAdded(string agent, string key) => new(
        "a new API key of an agent",
        $"Your agent {agent} has a new API key. Its id is {key}.",
        "If you did not make it: revoke the key, and end the session that made it.",
        "/agents");

    public static SecurityAlert ViewerChanged() => new(
        "your viewer key was replaced",
        "A new viewer key of yours is in force: messages that you may read are sealed for it from now on.",
        "If you did not make it, somebody has your owner's keys. Freeze your agents and tell the operator of this"
            + " server.",
        "/owner");

    public static SecurityAlert NewPlace(string device, DateTimeOffset at) => new(
        "a sign-in from a new place",
        $"Somebody signed in to your account with {device}, at {Shown(at)}, from where it was never used before.",
        Sessions, "/settings");

    public static SecurityAlert AgentRefused(string agent, int count) => new(
        "many refused calls of an agent",
        $"Your agent {agent} was refused {count} times within 10 minutes: it tries what it may not do.",
        "If you do not know why: freeze the agent, and look at its devices and API keys.",
        "/agents");

    public static SecurityAlert ConversationStopped(string agent) => new(
        "a conversation was stopped",
        $"Your agent {agent} and another agent answered each other {Limits.MaxHops} times in one conversation. It was"
            + " stopped there: nobody can answer its last message.",
        "If they went in circles: freeze the connection, and change what your agent is told to do. If they had more to"
            + " say: a new conversation goes on.",
        "/inbox");

    public static SecurityAlert SignInsFailed(int count) => new(
        "many failed sign-ins",
        $"Somebody failed {count} times within 10 minutes to sign in to your account.",
        "If it was not you: whoever tries this has got past the first step, so they may read your mail or have your"
            + " device. Secure both, and add a passkey: it cannot be guessed.",
        "/settings");

    public static SecurityAlert AuditBroken(long position) => new(
        "the audit log is broken",
        $"The chain of the audit log of this server does not hold at position {position.ToString(
            CultureInfo.InvariantCulture)}: records were changed, removed or lost.",
        "Copy the database before anything else, compare it with a backup and with checkpoints that you kept elsewhere"
            + " (cex audit verify), and find out who could write to it.",
        "/");

    public static OutgoingMail Alert(string to, SecurityAlert alert, string origin) => new(
        to, "Security: " + alert.Subject, $"""
        {alert.What}

        {alert.Remedy}

        {origin}{alert.Path}
        """ + Signature);

    private static string Shown(DateTimeOffset at) =>
        at.UtcDateTime.ToString("d MMMM yyyy 'at' HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
