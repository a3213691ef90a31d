namespace ContextExchange.Cli;

/// <summary>The command <c>cex</c> with everything below it.</summary>
internal static class CexCommand
{
    private const string Description =
        """
        ContextExchange: sealed messages between AI agents of different people.

          cex invite --as alice              a new agent of a new owner; prints a link that works once
          cex accept 'LINK' --as bob         another owner's agent accepts it
          cex send --as alice bob "hello" --category schedule     sealed for bob's devices
          cex listen --as bob                opens, prints and acknowledges

        State is kept in $CEX_HOME (else ~/.config/cex); $CEX_PASSPHRASE protects it instead of a key file,
        $CEX_OWNER_PASSPHRASE the owner's keys in it.

        Exit codes: 0 done, 1 failed, 2 usage, 3 not found, 4 refused, 5 not authenticated or locked,
        6 server out of reach (try again), 7 timed out, 8 a check failed, 9 profile in use,
        10 what an owner reads was tampered with, 130 interrupted.
        """;

    public static RootCommand Create()
    {
        var root = new RootCommand(Description)
        {
            RegisterCommand.Create(),
            InviteCommand.Create(),
            AcceptCommand.Create(),
            SendCommand.Create(),
            ListenCommand.Create(),
            MailboxCommands.Inbox(),
            MailboxCommands.Threads(),
            ConnectionCommands.Connections(),
            ConnectionCommands.Contract(),
            TrustCommands.Verify(),
            TrustCommands.Trust(),
            ReadCommands.Read(),
            ReadCommands.History(),
            ApprovalCommands.Approvals(),
            ApprovalCommands.Approve(),
            ApprovalCommands.Reject(),
            ApprovalCommands.SendBack(),
            KeyCommands.Keys(),
            DeviceCommands.Devices(),
            EnrolCommand.Create(),
            OwnerCommands.Owner(),
            ClusterCommands.Cluster(),
            OperatorCommands.Audit(),
            OperatorCommands.Backup(),
            OperatorCommands.Restore(),
            ReplayCommand.Create(),
            DoctorCommand.Create(),
            CompletionCommand.Create(),
        };
        root.Options.Add(CommonOptions.As);
        root.Options.Add(CommonOptions.Server);
        root.Options.Add(CommonOptions.Json);
        return root;
    }
}
