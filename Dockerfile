# One silo. Build: docker build -t contextexchange .
FROM node:24-bookworm-slim AS pages
WORKDIR /source
COPY . .
RUN eng/dashboard

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
COPY --from=pages /source/dashboard/dist dashboard/dist
RUN dotnet publish src/Silo/Silo.csproj -c Release -o /app --nologo

FROM mcr.microsoft.com/dotnet/aspnet:10.0
RUN apt-get update \
 && apt-get install -y --no-install-recommends libsodium23 \
 && rm -rf /var/lib/apt/lists/* \
 && mkdir /data && chown app:app /data
COPY --from=build /app /app
USER app
WORKDIR /app
VOLUME /data
EXPOSE 8443
ENV CEX_DataFolder=/data DOTNET_EnableDiagnostics=0
ENTRYPOINT ["dotnet", "ContextExchange.Silo.dll"]
