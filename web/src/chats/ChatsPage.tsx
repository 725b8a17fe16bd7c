// Talks: who talked with whom, when and by which clock; one opened is read message by message.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Shapes } from "../api/client";
import { messagesQuery, ROWS_OF_LIST, talksQuery } from "../api/queries";
import { useLanguage } from "../i18n/language";
import { placeOf } from "../meaning/address";
import { Gathering, Rest, useGathering } from "../meaning/Gathering";
import styles from "../meaning/page.module.css";
import { Failed } from "../shell/Failed";
import { Nothing } from "../shell/Nothing";
import { useTitle } from "../shell/title";
import { Visible } from "../shell/Visible";
import { count } from "../text/figures";
import { nameAndFolder } from "../text/paths";
import { AssertZone } from "./AssertZone";
import { byHour, CLOCKS, timeBy } from "./clock";

const route = getRouteApi("/chats");
type Talk = Shapes["TalkShape"];

export function ChatsPage() {
  const { path } = route.useSearch();
  return path ? <OneTalk path={path} /> : <AllTalks />;
}

function AllTalks() {
  const { t, language } = useLanguage();
  useTitle(t("nav.chats"));
  const [limit, setLimit] = useState(ROWS_OF_LIST);
  const gathering = useGathering();
  const found = useQuery(talksQuery(limit));
  const talks = found.data?.talks ?? [];
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1>{t("chats.title")}</h1>
        <p className="quiet">{t("chats.says")}</p>
        <Gathering />
      </header>
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data && talks.length === 0 && !gathering && (
        <Nothing title={t("chats.none")} says={t("chats.none.says")} />
      )}
      <ul className={styles.list}>
        {talks.map((talk) => (
          <li key={`${talk.path}\n${talk.conversation}`} className={styles.item}>
            <Link to="/chats" search={{ path: talk.path, conversation: talk.conversation ?? undefined }}>
              <b>
                <Visible text={talk.conversation ?? (talk.participants.join(", ") || nameAndFolder(talk.path).name)} />
              </b>
            </Link>
            <Hours byHour={talk.by_hour} />
            <span className="quiet">
              <Visible
                text={talk.participants
                  .slice(0, 6)
                  .map((who) => named(who, talk))
                  .join(" · ")}
              />
            </span>
            <span className="figures quiet">{t("chats.messages", { n: count(language, talk.messages) })}</span>
            <span className="figures quiet">
              {talk.first && talk.last
                ? `${talk.first.slice(0, 16).replace("T", " ")} – ${talk.last.slice(0, 16).replace("T", " ")}`
                : ""}
            </span>
            <Zone talk={talk} />
            {Object.entries(talk.repeats).map(([path, messages]) => (
              <span key={path} className={`quiet ${styles.whole}`}>
                {t("chats.repeats", { n: count(language, messages) })}{" "}
                <Link to="/chats" search={{ path }}>
                  <Visible text={path} />
                </Link>
              </span>
            ))}
          </li>
        ))}
      </ul>
      <Rest shown={talks.length} total={found.data?.total ?? 0} more={setLimit} />
    </div>
  );
}

/** A handle, with the name behind it where the titles of talks tell. */
function named(who: string, talk: Talk): string {
  const name = talk.aliases[who];
  return name ? `${who} (${name})` : who;
}

/** The zone that the source states, and the one that the nights of those who write fit. */
function Zone({ talk }: { talk: Talk }) {
  const { t, language } = useLanguage();
  const inferred = talk.inferred_zone;
  const why = inferred
    ? t("chats.zoneWhy", {
        messages: count(language, inferred.messages),
        days: count(language, inferred.days),
        from: String(inferred.quiet_from),
        until: String(inferred.quiet_until),
      })
    : undefined;
  return (
    <span className="quiet">
      {talk.time_zone
        ? t("chats.zone", { zone: talk.time_zone, basis: t(`zone.${talk.zone_basis}` as never) })
        : !inferred && t("chats.zoneUnknown")}
      {inferred && (
        <span title={why}>
          {talk.time_zone && " · "}
          {inferred.offset === "+00:00" ? t("chats.zoneLocal") : t("chats.zoneAhead", { offset: inferred.offset })}
          {" – "}
          {why}
        </span>
      )}
    </span>
  );
}

/** Messages by hour of the day. */
function Hours({ byHour }: { byHour: readonly number[] }) {
  const { t } = useLanguage();
  const most = Math.max(1, ...byHour);
  return (
    <span className={styles.hours} role="img" aria-label={t("chats.byHour")} title={t("chats.byHour")}>
      {byHour.map((messages, hour) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: the hour is the index
          key={hour}
          className={styles.hour}
          style={{ height: `${(messages / most) * 100}%` }}
          title={`${hour}:00 – ${messages}`}
        />
      ))}
    </span>
  );
}

function OneTalk({ path }: { path: string }) {
  const { t, language } = useLanguage();
  const { conversation, q = "", clock } = route.useSearch();
  const navigate = useNavigate({ from: "/chats" });
  useTitle(conversation ?? nameAndFolder(path).name, t("nav.chats"));
  const found = useQuery(messagesQuery({ path, conversation, q: q || undefined }));
  const messages = found.data?.messages ?? [];
  const hasInstants = messages.some((message) => message.utc);
  let day = "";
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1>
          <Visible text={conversation ?? nameAndFolder(path).name} />
        </h1>
        <Link to="/chats">{t("chats.all")}</Link>
        <Link to="/read" search={{ path }}>
          <Visible text={path} />
        </Link>
      </header>
      <div className={styles.tools}>
        <input
          type="search"
          value={q}
          placeholder={t("chats.find")}
          aria-label={t("chats.find")}
          onChange={(event) =>
            void navigate({ search: (now) => ({ ...now, q: event.target.value || undefined }), replace: true })
          }
        />
        <span className="figures quiet" role="status">
          {found.data && t("chats.messages", { n: count(language, found.data.total) })}
        </span>
        <span className="quiet">{zoneWords(messages[0], t)}</span>
        {found.data && messages[0]?.zone_basis !== "stated" && (
          <AssertZone path={path} asserted={found.data.asserted_zone} />
        )}
        {hasInstants && (
          <select
            aria-label={t("chats.clock")}
            value={clock ?? ""}
            onChange={(event) =>
              void navigate({ search: (now) => ({ ...now, clock: event.target.value || undefined }), replace: true })
            }
          >
            <option value="">{t("chats.clockWritten")}</option>
            {CLOCKS.map((clock) => (
              <option key={clock} value={clock}>
                {t("chats.clockAt", { clock })}
              </option>
            ))}
          </select>
        )}
        {messages.length > 0 && <Hours byHour={byHour(messages, clock)} />}
      </div>
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data && messages.length === 0 && <Nothing title={t("chats.noMessage")} />}
      <ol className={styles.talk}>
        {messages.map((message) => {
          const time = timeBy(message, clock);
          const on = time?.slice(0, 10) ?? "";
          const isNewDay = on !== day;
          day = on;
          return (
            <li key={message.message}>
              {isNewDay && on !== "" && <p className={`figures ${styles.day}`}>{on}</p>}
              <div className={styles.message}>
                <span className="figures quiet">
                  {time?.slice(11) ?? "–"}
                  {clock && hasInstants && message.time && !message.utc && ` (${t("chats.clockWritten")})`}
                </span>
                <span className={styles.sender}>
                  <Visible text={message.sender ?? "?"} />
                </span>
                <span>
                  {message.kind !== "text" && <span className="quiet">[{t(`message.${message.kind}` as never)}] </span>}
                  <Visible text={message.text} />
                  {message.duplicate_of && (
                    <Link
                      to="/chats"
                      search={{ path: message.duplicate_of.replace(/#message=\d+$/, "") }}
                      className={styles.again}
                      title={message.duplicate_of}
                    >
                      {t("claims.alsoAt")} <Visible text={nameAndFolder(message.duplicate_of).name} />
                    </Link>
                  )}
                </span>
                <Link
                  to="/read"
                  search={placeOf(message.citation)}
                  preload={false}
                  aria-label={t("chats.open", { n: message.message })}
                >
                  {message.message}
                </Link>
              </div>
            </li>
          );
        })}
      </ol>
    </div>
  );
}

function zoneWords(first: Shapes["MessageShape"] | undefined, t: ReturnType<typeof useLanguage>["t"]): string {
  if (!first) return "";
  if (!first.time_zone) return t("chats.zoneUnknown");
  return t("chats.zone", { zone: first.time_zone, basis: t(`zone.${first.zone_basis}` as never) });
}
