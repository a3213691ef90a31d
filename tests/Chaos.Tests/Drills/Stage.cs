using System.Net;
using System.Security.Cryptography;
using ContextExchange.Chaos.Tests.Judging;
using ContextExchange.Chaos.Tests.Network;
using ContextExchange.Chaos.Tests.Processes;
using ContextExchange.Chaos.Tests.Traffic;
using ContextExchange.Client;
using ContextExchange.LoadGenerator;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>
/// A cluster of real silos on a real PostgreSQL, with a link of its own between every two that speak to each other. It
/// owns all of their processes and folders.
/// </summary>
internal sealed class Stage : IAsyncDisposable
{
    private const int RegistrationTries = 5;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    private readonly StageOptions _options;
    private readonly string _folder;
    private readonly List<FaultProxy> _proxies = [];
    private readonly List<IDisposable> _owned = [];
    private readonly Dialogues _dialogues = Dialogues.Read();
    private Balancer? _balancer;
    private (LoadOwner One, LoadOwner Other)? _owners;

    private Stage(StageOptions options, string folder, DatabaseProcess database, Machines? machines)
    {
        (_options, _folder, Database, Machines) = (options, folder, database, machines);
        Server = new Uri($"http://localhost:{Ports.Take()}/");
        var silos = Enumerable.Range(0, options.Silos).ToArray();
        ToSilo = [.. silos.Select(i => new Link($"clients to silo-{i + 1}"))];
        ToDatabase = [.. silos.Select(i => new Link($"silo-{i + 1} to PostgreSQL"))];
        Between = [.. silos.Select(i => silos.Select(j => new Link($"silo-{i + 1} to silo-{j + 1}")).ToArray())];
        ClientPorts = [.. silos.Select(_ => Ports.Take())];
        (DatabasePort, StandbyPort) = (database.Settings.Port, Ports.Take());
    }

    /// <summary>The address that all silos share.</summary>
    public Uri Server { get; }

    public IReadOnlyList<SiloProcess> Silos { get; private set; } = [];

    /// <summary>The database that writes.</summary>
    public DatabaseProcess Database { get; set; }

    /// <summary>What the silos run on; null where they are on loopback.</summary>
    public Machines? Machines { get; }

    /// <summary>Where the links to the database lead.</summary>
    public int DatabasePort { get; set; }

    /// <summary>Where a standby is looked for, where silos are told of one.</summary>
    public int StandbyPort { get; }

    /// <summary>A port of each silo for clients, at the near end of <see cref="ToSilo"/>.</summary>
    public IReadOnlyList<int> ClientPorts { get; }

    public IReadOnlyList<Link> ToSilo { get; }

    public IReadOnlyList<Link> ToDatabase { get; }

    /// <summary>By who dials and who is dialled.</summary>
    public IReadOnlyList<Link[]> Between { get; }

    /// <summary>All of them.</summary>
    public IEnumerable<Link> Links => ToSilo.Concat(ToDatabase).Concat(Between.SelectMany(links => links));

    /// <summary>
    /// Logs, data and histories stay when it is over, for people who look for a cause: <c>$CEX_CHAOS_KEEP</c>.
    /// </summary>
    public bool IsKept { get; } = Environment.GetEnvironmentVariable("CEX_CHAOS_KEEP") is { Length: > 0 };

    /// <summary>The folder of the stage, for what a drill needs beside it.</summary>
    public string Folder => _folder;

    /// <summary>Starts everything and waits until every silo is ready.</summary>
    public static async Task<Stage> StartAsync(StageOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("cex-chaos-").FullName;
        // PostgreSQL's user must get through to its own folder.
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_001_001);
        var disk = await SmallDisk.MountAsync(Path.Combine(folder, "postgres"), options.DatabaseMegabytes);
        var machines = options.HasMachines ? await Machines.CreateAsync(options.Silos) : null;
        var database = await DatabaseProcess.CreateAsync(new DatabaseSettings
        {
            Folder = Path.Combine(folder, "postgres"), Port = Ports.Take(), More = options.Database,
            Beyond = machines is null ? null : BeyondOf(machines, folder),
        });
        var stage = new Stage(options, folder, database, machines);
        stage.Owns(disk);
        try
        {
            await stage.StartSilosAsync();
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets pairs of agents talk to each other.</summary>
    public async Task<Load> StartLoadAsync(LoadPlan plan)
    {
        if (_owners is null)
        {
            // Kept open for the stage's life: registration goes by the public address, as clients do.
            var api = new ExchangeApi(Server);
            _owners = (await LoadOwner.RegisterAsync(api), await LoadOwner.RegisterAsync(api));
        }

        for (var tries = 1; ; tries++)
        {
            try
            {
                return await Load.StartAsync(_owners.Value, _dialogues, plan, Server, ClientPorts);
            }
            catch (ExchangeException failure) when (failure.Retryable && tries < RegistrationTries)
            {
                // Nobody talks yet, and nothing is judged: a silo that stutters costs new agents, not the run.
                await MendAsync();
            }
        }
    }

    /// <summary>Lets many sockets connect that say nothing, to the silos themselves.</summary>
    public Task<Crowd> GatherAsync(int sockets) =>
        Crowd.GatherAsync(sockets, Server, [.. Silos.Select(silo => silo.Settings.HttpPort)]);

    /// <summary>Nothing is wrong any more: links, database and silos are as at the beginning.</summary>
    public async Task MendAsync()
    {
        foreach (var link in Links) link.Heal();
        if (Machines is not null) await Machines.PlugAllAsync();
        Database.TellAll(Signal.Thaw);
        if (!Database.IsRunning) await Database.StartAsync();
        foreach (var silo in Silos)
        {
            if (silo.IsFrozen) silo.Thaw();
            if (!silo.IsRunning) silo.Start();
        }

        foreach (var silo in Silos) await silo.WaitUntilReadyAsync(StartLimit);
    }

    /// <summary>Partitions that a silo owns by the table.</summary>
    public long PartitionsOf(int silo) => Database.Ask(
        $"SELECT count(*) FROM partitions p JOIN silos s ON s.incarnation = p.owner WHERE s.id = '{Silos[silo].Name}'");

    /// <summary>Whether the server says of one of a pair that it is online.</summary>
    public async Task<bool> IsOnlineAsync(Pair pair, int side)
    {
        var (one, other) = _owners ?? throw new InvalidOperationException("Nobody is registered yet.");
        return (await (side == 0 ? one : other).Api.GetAgentAsync(pair.Talkers[side].Id)).Online;
    }

    /// <summary>How often a silo has joined the cluster since it was made.</summary>
    public long Joins() => Database.Ask("SELECT incarnation FROM cluster");

    /// <summary>Ends with the stage.</summary>
    public void Owns(IDisposable? owned)
    {
        if (owned is not null) _owned.Add(owned);
    }

    /// <summary>Cuts everything between two silos, in one direction or both.</summary>
    /// <param name="from">What this one says does not arrive.</param>
    /// <param name="to">At this one.</param>
    /// <param name="bothWays">And the reverse.</param>
    public void CutBetween(int from, int to, bool bothWays)
    {
        Between[from][to].Forth.Holds = Between[to][from].Back.Holds = true;
        if (bothWays) Between[to][from].Forth.Holds = Between[from][to].Back.Holds = true;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in Silos)
        {
            await silo.KillAsync();
            silo.Dispose();
        }

        _balancer?.Dispose();
        foreach (var proxy in _proxies) proxy.Dispose();
        Database.Dispose();
        foreach (var owned in Enumerable.Reverse(_owned)) owned.Dispose();
        if (Machines is not null) await Machines.DisposeAsync();
        if (IsKept)
            await Console.Error.WriteLineAsync($"Kept: {_folder}");
        else
            Directory.Delete(_folder, recursive: true);
    }

    private async Task StartSilosAsync()
    {
        var secrets = Path.Combine(_folder, "secrets");
        SiloProcess.WriteSecrets(secrets);
        for (var i = 0; i < _options.Silos; i++)
            Owns(await SmallDisk.MountAsync(FolderOf(i), _options.SiloMegabytes));
        Silos = [.. Enumerable.Range(0, _options.Silos).Select(i => MakeSilo(i, secrets))];
        for (var i = 0; i < Silos.Count; i++)
        {
            var settings = Silos[i].Settings;
            _proxies.Add(FaultProxy.Single(ClientPorts[i], settings.Http, ToSilo[i], Seed()));
            if (Machines is not null) continue;
            var to = i;
            _proxies.Add(new FaultProxy(
                settings.AdvertisedPort, _ => Local(settings.ClusterPort), port => Between[NumberOf(port) ?? to][to],
                Seed()));
        }

        // The first one alone: it makes the tables.
        Silos[0].Start();
        await Silos[0].WaitUntilReadyAsync(StartLimit);
        WriterWitness.Begin(Database);
        foreach (var silo in Silos.Skip(1)) silo.Start();
        foreach (var silo in Silos.Skip(1)) await silo.WaitUntilReadyAsync(StartLimit);
        _balancer = new Balancer(
            Server.Port,
            Silos.Select(silo => (silo.Settings.Http, (Func<Task<bool>>)silo.IsReadyAsync)));
        await _balancer.ReadyAsync();
    }

    private SiloProcess MakeSilo(int number, string secrets)
    {
        var folder = FolderOf(number);
        Directory.CreateDirectory(folder);
        var name = Path.GetFileName(folder);
        var settings = new SiloSettings
        {
            Name = name, Folder = folder, Secrets = secrets, PublicUrl = Server,
            HttpPort = Ports.Take(), ClusterPort = Ports.Take(), AdvertisedPort = Ports.Take(),
            MetricsPort = Ports.Take(), Postgres = PostgresOf(number, name),
            More = [.. _options.SiloArguments, .. Database.Settings.Beyond?.Tls.Arguments ?? []],
            Environment = new Dictionary<string, string>(
                _options.SiloEnvironment?.Invoke(number, folder) ?? new Dictionary<string, string>())
            {
                ["TMPDIR"] = folder,
            },
        };
        return new SiloProcess(Machines is null ? settings : On(Machines, number, settings));
    }

    /// <summary>How a silo reaches the database: by a link of its own on loopback, else without one.</summary>
    private string PostgresOf(int number, string name)
    {
        if (Database.Settings.Beyond is { Address: var address, Tls: var tls })
            return DatabaseProcess.ConnectionStringAt(name, address, tls, DatabasePort);
        var port = Ports.Take();
        _proxies.Add(new FaultProxy(port, _ => Local(DatabasePort), _ => ToDatabase[number], Seed()));
        return DatabaseProcess.ConnectionStringAt(
            name, IPAddress.Loopback, tls: null, _options.HasStandby ? [port, StandbyPort] : [port]);
    }

    private static SiloSettings On(Machines machines, int number, SiloSettings settings) => settings with
    {
        Address = machines.AddressOf(number), Proxy = machines.Switch, On = machines.On(number),
        AdvertisedPort = settings.ClusterPort,
    };

    private static (IPAddress Address, string Network, Certificates Tls) BeyondOf(Machines machines, string folder) =>
        (machines.Switch, machines.Network, Certificates.Write(Path.Combine(folder, "tls"), machines.Switch));

    private string FolderOf(int silo) => Path.Combine(_folder, $"silo-{silo + 1}");

    /// <summary>Which silo has dialled from this port; null when none has it.</summary>
    private int? NumberOf(int port)
    {
        var processes = Silos.Select(silo => silo.ProcessId).ToArray();
        var owner = ProcessTable.OwnerOf(port, processes.Where(process => process != 0));
        return owner == 0 ? null : Array.IndexOf(processes, owner);
    }

    private static IPEndPoint Local(int port) => new(IPAddress.Loopback, port);

    private static int Seed() => RandomNumberGenerator.GetInt32(int.MaxValue);
}
